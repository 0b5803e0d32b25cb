#if PDF
    import CPango
    import DossierPapers

    /// Sets text by Pango, in points; belongs to one thread at a time, as its fonts do.
    final class TextSetter {
        /// What official papers are written in, or what has its measures; the first embeds smallest. Then what else Debian has
        /// with all of Vietnamese.
        static let families = "Tinos,Liberation Serif,Times New Roman,Noto Serif,DejaVu Serif,serif"
        /// Distance of lines, as a share of what the font asks for; as the forms' style sheet has it.
        private static let lineSpacing: Float = 1.1

        private let map: UnsafeMutablePointer<PangoFontMap>
        private let context: OpaquePointer

        /// A setter with fonts of its own; fails without fonts that can write Vietnamese in every face.
        init() throws(PressFailure) {
            guard let map = cpango_font_map(), let context = pango_font_map_create_context(map) else {
                throw .broken("Pango has no fonts by FreeType on this system")
            }
            self.map = map
            self.context = context
            pango_context_set_language(context, pango_language_from_string("vi"))
            // Letters stand where they would on paper, not on a screen's grid.
            pango_context_set_round_glyph_positions(context, 0)
            let options = cairo_font_options_create()
            cairo_font_options_set_hint_style(options, CAIRO_HINT_STYLE_NONE)
            cairo_font_options_set_hint_metrics(options, CAIRO_HINT_METRICS_OFF)
            pango_cairo_context_set_font_options(context, options)
            cairo_font_options_destroy(options)
            try checkFaces()
        }

        deinit {
            g_object_unref(UnsafeMutableRawPointer(context))
            g_object_unref(map)
        }

        /// Every letter of Vietnamese beyond ASCII, as composed letters.
        static let vietnamese =
            "ÀÁÂÃÈÉÊÌÍÒÓÔÕÙÚÝàáâãèéêìíòóôõùúýĂăĐđĨĩŨũƠơƯưẠạẢảẤấẦầẨẩẪẫẬậẮắẰằẲẳẴẵẶặẸẹẺẻẼẽẾếỀềỂểỄễỆệỈỉỊịỌọỎỏỐốỒồỔổỖỗỘộỚớỜờỞởỠỡỢợỤụỦủỨứỪừỬửỮữỰựỲỳỴỵỶỷỸỹ–₫"

        private func checkFaces() throws(PressFailure) {
            for (weight, style) in [
                (PANGO_WEIGHT_NORMAL, PANGO_STYLE_NORMAL), (PANGO_WEIGHT_BOLD, PANGO_STYLE_NORMAL),
                (PANGO_WEIGHT_NORMAL, PANGO_STYLE_ITALIC), (PANGO_WEIGHT_BOLD, PANGO_STYLE_ITALIC),
            ] {
                let description = Self.description(size: 10)
                pango_font_description_set_weight(description, weight)
                pango_font_description_set_style(description, style)
                defer { pango_font_description_free(description) }
                let advice = "install Debian's fonts-croscore"
                guard let font = pango_font_map_load_font(map, context, description) else {
                    throw .broken("no font: \(advice)")
                }
                defer { g_object_unref(font) }
                for letter in Self.vietnamese.unicodeScalars where pango_font_has_char(font, letter.value) == 0 {
                    throw .broken("the font lacks “\(letter)”: \(advice)")
                }
            }
        }

        private static func description(size: Double) -> OpaquePointer? {
            let description = pango_font_description_new()
            pango_font_description_set_family(description, families)
            pango_font_description_set_absolute_size(description, units(size))
            return description
        }

        static func units(_ points: Double) -> Double { points * Double(PANGO_SCALE) }

        /// Sets a paragraph in a size of print, without deciding its width.
        func set(_ paragraph: PaperParagraph, size: Double) -> SetText {
            let layout = pango_layout_new(context)
            let description = Self.description(size: size * paragraph.look.ink.scale)
            pango_layout_set_font_description(layout, description)
            pango_font_description_free(description)
            paragraph.text.bytes.withUnsafeBytes { bytes in
                pango_layout_set_text(
                    layout, bytes.baseAddress?.assumingMemoryBound(to: CChar.self), Int32(bytes.count))
            }
            let attributes = attributes(of: paragraph.text, size: size)
            pango_layout_set_attributes(layout, attributes)
            pango_attr_list_unref(attributes)
            pango_layout_set_wrap(layout, PANGO_WRAP_WORD_CHAR)
            pango_layout_set_line_spacing(layout, Self.lineSpacing)
            // Forms are written from the left, whatever script a name is in.
            pango_layout_set_auto_dir(layout, 0)
            switch paragraph.look.alignment {
            case .start: pango_layout_set_alignment(layout, PANGO_ALIGN_LEFT)
            case .center: pango_layout_set_alignment(layout, PANGO_ALIGN_CENTER)
            case .end: pango_layout_set_alignment(layout, PANGO_ALIGN_RIGHT)
            }
            return SetText(layout)
        }

        private func attributes(of text: PaperText, size: Double) -> OpaquePointer? {
            let list = pango_attr_list_new()
            // What is broken within a word must not get a hyphen that nobody entered.
            cpango_add(list, pango_attr_insert_hyphens_new(0), 0, guint.max)
            var start: guint = 0
            for run in text.runs {
                let end = start + guint(run.byteCount)
                let ink = run.ink
                cpango_add(list, pango_attr_size_new_absolute(Int32(Self.units(size * ink.scale))), start, end)
                if ink.isBold {
                    cpango_add(list, pango_attr_weight_new(PANGO_WEIGHT_BOLD), start, end)
                }
                if ink.isItalic { cpango_add(list, pango_attr_style_new(PANGO_STYLE_ITALIC), start, end) }
                if ink.isUnderlined {
                    cpango_add(list, pango_attr_underline_new(PANGO_UNDERLINE_SINGLE), start, end)
                }
                if ink.isGrey { cpango_add(list, pango_attr_foreground_new(0x4444, 0x4444, 0x4444), start, end) }
                start = end
            }
            return list
        }
    }

    /// A paragraph's text with its fonts chosen.
    final class SetText {
        private let layout: OpaquePointer?

        fileprivate init(_ layout: OpaquePointer?) {
            self.layout = layout
        }

        deinit {
            if let layout { g_object_unref(UnsafeMutableRawPointer(layout)) }
        }

        /// How wide it is in one line, or to the ends of lines that it sets itself.
        var naturalWidth: Double {
            pango_layout_set_width(layout, -1)
            return width
        }

        /// How wide its longest word is.
        var leastWidth: Double {
            pango_layout_set_wrap(layout, PANGO_WRAP_WORD)
            pango_layout_set_width(layout, 0)
            defer { pango_layout_set_wrap(layout, PANGO_WRAP_WORD_CHAR) }
            return width
        }

        private var width: Double {
            var logical = PangoRectangle()
            pango_layout_get_extents(layout, nil, &logical)
            return Self.points(logical.width)
        }

        private static func points(_ units: Int32) -> Double { Double(units) / Double(PANGO_SCALE) }

        /// Its lines in that width, each with its place below the top.
        func lines(in width: Double) -> [SetLine] {
            pango_layout_set_width(layout, Int32(TextSetter.units(max(width, 1))))
            var lines: [SetLine] = []
            guard let iterator = pango_layout_get_iter(layout) else { return [] }
            defer { pango_layout_iter_free(iterator) }
            repeat {
                var logical = PangoRectangle()
                pango_layout_iter_get_line_extents(iterator, nil, &logical)
                var (top, bottom): (Int32, Int32) = (0, 0)
                pango_layout_iter_get_line_yrange(iterator, &top, &bottom)
                lines.append(
                    SetLine(
                        text: self, index: Int32(lines.count), left: Self.points(logical.x), top: Self.points(top),
                        bottom: Self.points(bottom), baseline: Self.points(pango_layout_iter_get_baseline(iterator))))
            } while pango_layout_iter_next_line(iterator) != 0
            return lines
        }

        /// Draws a line with its baseline at that place.
        fileprivate func draw(_ index: Int32, on cairo: OpaquePointer, x: Double, y: Double) {
            cairo_move_to(cairo, x, y)
            pango_cairo_show_layout_line(cairo, pango_layout_get_line_readonly(layout, index))
        }
    }

    /// A line of a paragraph, or room, or a rule; measured from the top of what it stands in.
    struct SetLine {
        var text: SetText?
        var index: Int32 = 0
        var left = 0.0
        var top = 0.0
        var bottom = 0.0
        var baseline = 0.0
        /// The width of a rule above it; 0 without one.
        var rule = 0.0

        func moved(right: Double = 0, down: Double) -> SetLine {
            var line = self
            line.left += right
            line.top += down
            line.bottom += down
            line.baseline += down
            return line
        }

        func draw(on cairo: OpaquePointer, x: Double, y: Double) {
            if rule > 0 {
                cairo_rectangle(cairo, x + left, y + top, rule, Sheet.hairline)
                cairo_fill(cairo)
            }
            text?.draw(index, on: cairo, x: x + left, y: y + baseline)
        }
    }
#endif
