/* The modules of QR codes. */
#include <qrencode.h>
