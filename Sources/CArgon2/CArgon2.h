/* Argon2 (RFC 9106), by those who designed it. */
#include <argon2.h>
