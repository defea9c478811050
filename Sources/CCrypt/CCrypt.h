/* The passwords of Unix, bcrypt among them. */
#include <crypt.h>
