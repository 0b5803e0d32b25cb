#pragma once
#include <zlib.h>

// deflateInit2 and inflateInit2 are macros, which Swift does not import.
static inline int czlib_deflate_init_gzip(z_streamp stream, int level) {
    // 15 + 16: the largest window, wrapped in gzip (RFC 1952); 8 is zlib's own default memory level.
    return deflateInit2(stream, level, Z_DEFLATED, 15 + 16, 8, Z_DEFAULT_STRATEGY);
}

static inline int czlib_inflate_init_gzip(z_streamp stream) {
    return inflateInit2(stream, 15 + 16);
}
