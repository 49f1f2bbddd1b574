/* Signals while a library waits. perl's own handler only notes a signal, and perl looks at its notes between two
 * operations: a library that waits in one of them must be woken up.
 * SPDX-License-Identifier: Artistic-1.0-Perl OR GPL-1.0-or-later */
#define PERL_NO_GET_CONTEXT
#include "EXTERN.h"
#include "perl.h"
#include "XSUB.h"
#include "shim.h"

/* Where a byte wakes up whoever waits, and how many do. */
static volatile int px_wake_fd = -1;
static volatile int px_waiting = 0;

static void px_wake(void)
{
    if (px_waiting > 0 && px_wake_fd >= 0) {
        const int saved = errno;
        ssize_t written = write(px_wake_fd, "", 1); /* a full pipe will do as well */
        PERL_UNUSED_VAR(written);
        errno = saved;
    }
}

/* perl gives its C handlers to the system by way of variables. There are one or three, and what they take depends on
 * version and configuration; each of ours calls perl's, and then wakes up. */
#define PX_THREE_HANDLERS (PERL_VERSION > 31 || (PERL_VERSION == 31 && PERL_SUBVERSION >= 6))
#if defined(PERL_USE_3ARG_SIGHANDLER) || (!PX_THREE_HANDLERS && defined(HAS_SIGACTION) && defined(SA_SIGINFO))
#  define PX_HANDLER_ARGS int sig, Siginfo_t *info, void *context
#  define PX_HANDLER_PASS sig, info, context
#else
#  define PX_HANDLER_ARGS int sig
#  define PX_HANDLER_PASS sig
#endif

#define PX_HANDLER(name, args, pass)      \
    static Signal_t (*name##_perl)args;   \
    static Signal_t name args             \
    {                                     \
        name##_perl pass;                 \
        px_wake();                        \
    }

PX_HANDLER(px_handler, (PX_HANDLER_ARGS), (PX_HANDLER_PASS))
#if PX_THREE_HANDLERS
PX_HANDLER(px_handler1, (int sig), (sig))
PX_HANDLER(px_handler3, (int sig, Siginfo_t *info, void *context), (sig, info, context))
#endif

/* Those that the program has set already get ours. */
static void px_replace(void *theirs, void *ours)
{
#ifdef HAS_SIGACTION
    struct sigaction action;
    int sig;

    for (sig = 1; sig < NSIG; sig++)
        if (sigaction(sig, NULL, &action) == 0 && (void *)action.sa_handler == theirs) {
            action.sa_handler = (void (*)(int))ours;
            sigaction(sig, &action, NULL);
        }
#else
    PERL_UNUSED_VAR(theirs);
    PERL_UNUSED_VAR(ours);
#endif
}

#define PX_TAKE_OVER(variable, name)                           \
    do {                                                       \
        name##_perl = variable;                                \
        variable = name;                                       \
        px_replace((void *)name##_perl, (void *)name);         \
    } while (0)

/* From now on a signal with a Perl handler writes a byte to `fd`, while somebody waits. */
void px_signals_wake(int fd)
{
    static int installed = 0;

    px_wake_fd = fd;
    if (installed)
        return;
    installed = 1;
    PX_TAKE_OVER(PL_csighandlerp, px_handler);
#if PX_THREE_HANDLERS
    PX_TAKE_OVER(PL_csighandler1p, px_handler1);
    PX_TAKE_OVER(PL_csighandler3p, px_handler3);
#endif
}

/* Somebody begins (1) or ceases (-1) to wait. */
void px_signals_waiting(int more)
{
    __atomic_add_fetch(&px_waiting, more, __ATOMIC_SEQ_CST);
}

/* Whether a handler is due. */
int px_signals_pending(pTHX)
{
    return PL_sig_pending != 0;
}

/* Whether %SIG may have a handler: perl keeps there what was set, and what was looked at. */
int px_signals_handled(pTHX)
{
    SV **const all = PL_psig_ptr;

    /* None, if the first is NULL and each is as the next: memcmp is much faster than a loop. */
    return all && (all[0] || memcmp(all, all + 1, (SIG_SIZE - 1) * sizeof(SV *)) != 0);
}

/* Runs the handlers that are due, under px_protect. */
void px_signals_run(pTHX)
{
    PERL_ASYNC_CHECK();
}

/* Whether the interpreter is destroying what is left. */
int px_destructing(pTHX)
{
    return PL_phase == PERL_PHASE_DESTRUCT;
}
