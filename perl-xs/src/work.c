/* What threads that run calls need of C: waiting for them, their signals, and the end of the process.
 * SPDX-License-Identifier: Artistic-1.0-Perl OR GPL-1.0-or-later */
#define PERL_NO_GET_CONTEXT
#include "EXTERN.h"
#include "perl.h"
#include "XSUB.h"
#include "shim.h"
#include "state.h"
#include <dlfcn.h>
#include <poll.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>

/* Waits until `fd` can be read, a signal comes, or so many nanoseconds are over; with a negative number for ever. A signal
 * that comes before it waits is seen as well. */
void px_wait_fd(pTHX_ int fd, long long nanoseconds)
{
    struct pollfd one = {0};
    struct timespec time = {0};
    sigset_t all, before;

    one.fd = fd;
    one.events = POLLIN;
    if (nanoseconds >= 0) {
        time.tv_sec = nanoseconds / 1000000000;
        time.tv_nsec = nanoseconds % 1000000000;
    }
    sigfillset(&all);
    pthread_sigmask(SIG_SETMASK, &all, &before);
    if (!PL_sig_pending)
        ppoll(&one, 1, nanoseconds >= 0 ? &time : NULL, &before);
    pthread_sigmask(SIG_SETMASK, &before, NULL);
}

/* Where the running statement stands: its line, and its file or NULL. */
const char *px_place(pTHX_ int *line)
{
    const COP *cop = PL_curcop;

    if (!cop || !CopLINE(cop))
        return NULL;
    *line = (int)CopLINE(cop);
    return CopFILE(cop);
}

/* From here to px_signals_unblock threads are made that take no signals. */
void px_signals_block(void *mask)
{
    sigset_t all;

    sigfillset(&all);
    pthread_sigmask(SIG_SETMASK, &all, (sigset_t *)mask);
}

void px_signals_unblock(const void *mask)
{
    pthread_sigmask(SIG_SETMASK, (const sigset_t *)mask, NULL);
}

/* Threads will run code of this module, which therefore stays; `leaving` runs when the process ends, before what the
 * libraries have to do that were there earlier. */
void px_work_begins(void (*leaving)(int, void *))
{
    Dl_info self;

    if (dladdr((void *)&px_work_begins, &self) && self.dli_fname)
        dlopen(self.dli_fname, RTLD_NOW | RTLD_NODELETE | RTLD_NOLOAD);
#ifdef __GLIBC__
    on_exit(leaving, NULL);
#else
    PERL_UNUSED_VAR(leaving);
#endif
}

/* Ends the process at once. */
void px_leave(int status)
{
    fflush(NULL);
    _exit(status);
}

/* --- the locks of pthreads, for checkers: lock.rs ------------------------------------------------------------------ */

void *px_mutex_new(void)
{
    pthread_mutex_t *mutex = (pthread_mutex_t *)malloc(sizeof(*mutex));
    if (!mutex || pthread_mutex_init(mutex, NULL))
        abort();
    return mutex;
}

void px_mutex_lock(void *mutex)
{
    pthread_mutex_lock((pthread_mutex_t *)mutex);
}

int px_mutex_try(void *mutex)
{
    return pthread_mutex_trylock((pthread_mutex_t *)mutex);
}

void px_mutex_unlock(void *mutex)
{
    pthread_mutex_unlock((pthread_mutex_t *)mutex);
}

void *px_cond_new(void)
{
    pthread_cond_t *cond = (pthread_cond_t *)malloc(sizeof(*cond));
    if (!cond || pthread_cond_init(cond, NULL))
        abort();
    return cond;
}

/* Whether the time was over. */
int px_cond_wait(void *cond, void *mutex, long long nanoseconds)
{
    struct timespec until;

    clock_gettime(CLOCK_REALTIME, &until);
    nanoseconds += until.tv_nsec;
    until.tv_sec += nanoseconds / 1000000000;
    until.tv_nsec = nanoseconds % 1000000000;
    return pthread_cond_timedwait((pthread_cond_t *)cond, (pthread_mutex_t *)mutex, &until) != 0;
}

void px_cond_signal(void *cond, int all)
{
    if (all)
        pthread_cond_broadcast((pthread_cond_t *)cond);
    else
        pthread_cond_signal((pthread_cond_t *)cond);
}
