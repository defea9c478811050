/* The part of OpenSSL's libcrypto that this package calls: keys and signatures (EVP), RSA's options, and errors. */
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/rsa.h>
