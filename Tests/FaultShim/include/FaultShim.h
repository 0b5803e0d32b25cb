// Nothing is called from outside: the library is preloaded (LD_PRELOAD) and stands before the C library's calls.
#pragma once
