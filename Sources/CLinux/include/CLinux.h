// The few system calls, ioctls and constants that Swift cannot import from Glibc, and nothing else.
#pragma once

// For malloc_trim(3).
#include <malloc.h>

#include "bpf.h"
#include "descriptors.h"
#include "devices.h"
#include "events.h"
#include "firewalls.h"
#include "libraries.h"
#include "machine.h"
#include "messages.h"
#include "namespaces.h"
#include "processes.h"
#include "programs.h"
#include "routes.h"
