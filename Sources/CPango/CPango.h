// Pango and Cairo for papers as PDF: what Swift can't say by itself of their C interface.
#pragma once

#include <cairo-pdf.h>
#include <pango/pangocairo.h>

// Attributes own a range of bytes; this sets it and hands the attribute to the list.
static inline void cpango_add(PangoAttrList *list, PangoAttribute *attribute, guint start, guint end) {
    attribute->start_index = start;
    attribute->end_index = end;
    pango_attr_list_insert(list, attribute);
}

// A map of fonts of its own: maps belong to one thread at a time, and sharing one would tie presses together.
static inline PangoFontMap *cpango_font_map(void) {
    PangoFontMap *map = pango_cairo_font_map_new_for_font_type(CAIRO_FONT_TYPE_FT);
    // One unit is one point, on paper as in the file.
    if (map != NULL) pango_cairo_font_map_set_resolution((PangoCairoFontMap *)(void *)map, 72);
    return map;
}
