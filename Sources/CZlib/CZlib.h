/* Compression for pictures. */
#include <zlib.h>
