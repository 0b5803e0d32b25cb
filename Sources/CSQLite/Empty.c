// SwiftPM wants a source file to call a folder a C target; everything is in the header.
#include "CSQLite.h"
