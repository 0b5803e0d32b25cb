#if PDF
    import CPango
    import Foundation

    /// A grey picture, and how far two are apart.
    struct Picture {
        let width: Int
        let height: Int
        /// 0 is black.
        private(set) var pixels: [UInt8]

        struct Unreadable: Error {
            let path: String
        }

        init(width: Int, height: Int, pixels: [UInt8]) {
            self.width = width
            self.height = height
            self.pixels = pixels
        }

        /// Reads a PNG.
        init(png path: String) throws {
            let surface = cairo_image_surface_create_from_png(path)
            defer { cairo_surface_destroy(surface) }
            guard cairo_surface_status(surface) == CAIRO_STATUS_SUCCESS,
                let data = cairo_image_surface_get_data(surface)
            else { throw Unreadable(path: path) }
            let (width, height) = (
                Int(cairo_image_surface_get_width(surface)), Int(cairo_image_surface_get_height(surface))
            )
            let stride = Int(cairo_image_surface_get_stride(surface))
            let isGrey = cairo_image_surface_get_format(surface) == CAIRO_FORMAT_A8
            var pixels: [UInt8] = []
            for y in 0..<height {
                for x in 0..<width {
                    if isGrey {
                        pixels.append(data[y * stride + x])
                    } else {
                        let place = y * stride + x * 4
                        pixels.append(UInt8((Int(data[place]) + Int(data[place + 1]) + Int(data[place + 2])) / 3))
                    }
                }
            }
            self.init(width: width, height: height, pixels: pixels)
        }

        /// Means of squares of that side: what stands where, without the shape of letters.
        private func coarse(_ side: Int) -> [[Double]] {
            stride(from: 0, to: height, by: side).map { top in
                stride(from: 0, to: width, by: side).map { left in
                    var (sum, count) = (0, 0)
                    for y in top..<min(top + side, height) {
                        for x in left..<min(left + side, width) {
                            sum += Int(pixels[y * width + x])
                            count += 1
                        }
                    }
                    return Double(sum) / Double(count)
                }
            }
        }

        /// The greatest difference of a square of 6 pixels, and the mean of all, of 255; `nil` for another size.
        func difference(from other: Picture) -> (greatest: Double, mean: Double)? {
            guard abs(width - other.width) <= 1, abs(height - other.height) <= 1 else { return nil }
            var (greatest, sum, count) = (0.0, 0.0, 0.0)
            for (line, otherLine) in zip(coarse(6), other.coarse(6)) {
                for (square, otherSquare) in zip(line, otherLine) {
                    let difference = abs(square - otherSquare)
                    greatest = max(greatest, difference)
                    sum += difference
                    count += 1
                }
            }
            return (greatest, sum / max(count, 1))
        }

        /// The same with all that stands below a line further down.
        func shifted(from line: Int, by count: Int) -> Picture {
            var moved = self
            for y in stride(from: height - 1, through: line, by: -1) {
                for x in 0..<width {
                    moved.pixels[y * width + x] = y - count >= line ? pixels[(y - count) * width + x] : 255
                }
            }
            return moved
        }
    }
#endif
