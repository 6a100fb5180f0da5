// The first process of a guest that does nothing: what its kernel's start alone takes.
#include <sys/reboot.h>

int main(void) {
    reboot(RB_POWER_OFF);
    return 1;
}
