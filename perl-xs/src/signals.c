/* Signals and a library. perl's own handler only notes a signal, and perl looks at its notes between two operations: a
 * library that waits in one of them must be woken up. A signal may also fall on a thread of the library's own, which runs
 * no perl; and what the library writes to a peer that is gone raises SIGPIPE, which is nothing to the program.
 * SPDX-License-Identifier: Artistic-1.0-Perl OR GPL-1.0-or-later */
#define PERL_NO_GET_CONTEXT
#include "EXTERN.h"
#include "perl.h"
#include "XSUB.h"
#include "shim.h"
#include "state.h"
#include <pthread.h>
#include <signal.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

/* --- waking up ---------------------------------------------------------------------------------------------------- */

/* Where a byte wakes up whoever waits, and the proof that it still does: the program may have closed the number, and what
 * it has opened since may have it. */
static volatile int px_wake_fd = -1;
static dev_t px_wake_device;
static ino_t px_wake_inode;

/* From now on a signal with a Perl handler writes a byte to `fd`, while a call waits. */
void px_signals_wake(int fd)
{
    struct stat now;

    px_wake_fd = -1;
    if (fstat(fd, &now) == 0) {
        px_wake_device = now.st_dev;
        px_wake_inode = now.st_ino;
        px_wake_fd = fd;
    }
}

static void px_wake(void)
{
    const int fd = px_wake_fd;
    struct stat now;

    if (fd >= 0 && fstat(fd, &now) == 0 && now.st_dev == px_wake_device && now.st_ino == px_wake_inode) {
        ssize_t written = write(fd, "", 1); /* a full pipe will do as well */
        PERL_UNUSED_VAR(written);
    }
}

/* Perl code that ran below `call` has ended, and a signal came at its very end: it was noted while nobody waited. */
void px_signals_back(const struct px_running *call)
{
    if (call->marks & PX_WAITING)
        px_wake();
}

/* --- threads ------------------------------------------------------------------------------------------------------ */

/* The thread that loaded the module. */
static pthread_t px_home;
static pid_t px_home_id;

/* Whether this thread runs an interpreter. */
static bool px_runs_perl(void)
{
#ifdef USE_ITHREADS
    return PERL_GET_CONTEXT != NULL;
#else
    return pthread_equal(pthread_self(), px_home);
#endif
}

/* The state of the interpreter that this thread runs; NULL where it has none. */
static struct px_head *px_rust_here(void)
{
    dTHX;
    return (struct px_head *)px_state_peek(aTHX);
}

/* A signal with a Perl handler has fallen on a thread that runs no perl, as those of a library: hands it on to the thread
 * that loaded the module, which runs the main program as a rule; where that has ended, and in the child of a fork, to the
 * first thread, which gets what is sent to the process. */
static void px_hand_on(int sig)
{
    switch (sig) {
    case SIGPIPE: /* what that thread wrote */
        return;
    case SIGBUS:
    case SIGFPE:
    case SIGILL:
    case SIGSEGV: /* its own fault: it would only come again */
        signal(sig, SIG_DFL);
        raise(sig);
        return;
    }
    {
#ifdef SYS_tgkill
        const pid_t process = getpid(), me = syscall(SYS_gettid);
        if ((me == px_home_id || syscall(SYS_tgkill, process, px_home_id, sig) != 0) && me != process)
            syscall(SYS_tgkill, process, process, sig);
#else
        pthread_kill(px_home, sig);
#endif
    }
}

/* --- perl's handlers ---------------------------------------------------------------------------------------------- */

/* Before a handler of perl's: false where it is not to be called. It may run Perl code, and that may leave by a jump. */
static bool px_handler_begin(int sig, bool deferred, struct px_head **rust, struct px_inside *inside)
{
    dTHX;

    *rust = px_rust_here();
    if (!*rust)
        return TRUE;
    *inside = px_leave_library(*rust);
    if (!px_is_inside(inside) || (sig != SIGPIPE && !(deferred && PL_psig_pend[sig])))
        return TRUE;
    /* The library's own write; or a signal that is noted already: perl would die of too many. */
    px_enter_library(*rust, inside);
    return FALSE;
}

/* After it; where it was left by a jump, Perl code runs, which `px_leave_library` has seen to. */
static void px_handler_end(struct px_head *rust, struct px_inside *inside)
{
    if (rust) {
        px_enter_library(rust, inside);
        if (inside->top && inside->top->marks & PX_WAITING)
            px_wake();
    }
}

/* perl gives its C handlers to the system by way of variables. There are two or six, and what they take depends on
 * version and configuration. Ours are called in their place, and call them. */
#define PX_THREE_HANDLERS (PERL_VERSION > 31 || (PERL_VERSION == 31 && PERL_SUBVERSION >= 6))
#if defined(PERL_USE_3ARG_SIGHANDLER) || (!PX_THREE_HANDLERS && defined(HAS_SIGACTION) && defined(SA_SIGINFO))
#  define PX_HANDLER_ARGS int sig, Siginfo_t *info, void *context
#  define PX_HANDLER_PASS sig, info, context
#else
#  define PX_HANDLER_ARGS int sig
#  define PX_HANDLER_PASS sig
#endif

#define PX_HANDLER(name, deferred, args, pass)                        \
    static Signal_t (*name##_perl)args;                               \
    static Signal_t name args                                         \
    {                                                                 \
        const int saved = errno;                                      \
        struct px_head *rust;                                         \
        struct px_inside inside;                                      \
                                                                      \
        if (!px_runs_perl())                                          \
            px_hand_on(sig);                                          \
        else if (px_handler_begin(sig, deferred, &rust, &inside)) {   \
            name##_perl pass;                                         \
            px_handler_end(rust, &inside);                            \
        }                                                             \
        errno = saved;                                                \
    }

/* Those that note a signal, one for the process; and those that run the Perl handler at once, one for an interpreter. */
PX_HANDLER(px_noted, TRUE, (PX_HANDLER_ARGS), (PX_HANDLER_PASS))
#if PX_THREE_HANDLERS
PX_HANDLER(px_noted1, TRUE, (int sig), (sig))
PX_HANDLER(px_noted3, TRUE, (int sig, Siginfo_t *info, void *context), (sig, info, context))
PX_HANDLER(px_at_once1, FALSE, (int sig), (sig))
PX_HANDLER(px_at_once3, FALSE, (int sig, Siginfo_t *info, void *context), (sig, info, context))
#else
PX_HANDLER(px_at_once, FALSE, (PX_HANDLER_ARGS), (PX_HANDLER_PASS))
#endif

/* A signal whose handler is `theirs` gets `ours`. */
static void px_replace(pTHX_ void *theirs, void *ours)
{
    struct sigaction action;
    int sig;

    for (sig = 1; PL_psig_ptr && sig < SIG_SIZE; sig++)
        if (PL_psig_ptr[sig] && sigaction(sig, NULL, &action) == 0 && (void *)action.sa_handler == theirs) {
            action.sa_handler = (void (*)(int))ours;
            sigaction(sig, &action, NULL);
        }
}

/* perl's variable gets `name`; and so do the signals that are set already. */
#define PX_TAKE_OVER(variable, name)                                  \
    if (variable != name && (!name##_perl || variable == name##_perl)) { \
        name##_perl = variable;                                       \
        variable = name;                                              \
        px_replace(aTHX_ (void *)name##_perl, (void *)name);          \
    }

/* Takes over perl's handlers; called by each boot. */
void px_signals_install(pTHX)
{
    if (!px_home_id) {
        px_home = pthread_self();
#ifdef SYS_gettid
        px_home_id = syscall(SYS_gettid);
#else
        px_home_id = 1;
#endif
    }
    PX_TAKE_OVER(PL_csighandlerp, px_noted);
#if PX_THREE_HANDLERS
    PX_TAKE_OVER(PL_csighandler1p, px_noted1);
    PX_TAKE_OVER(PL_csighandler3p, px_noted3);
    /* PL_sighandlerp is only looked at by perl itself: below px_noted, or when a noted signal's turn has come. */
    PX_TAKE_OVER(PL_sighandler1p, px_at_once1);
    PX_TAKE_OVER(PL_sighandler3p, px_at_once3);
#else
    PX_TAKE_OVER(PL_sighandlerp, px_at_once);
#endif
}

/* --- SIGPIPE ------------------------------------------------------------------------------------------------------ */

bool px_guards = FALSE;
SV **px_pipe_shown = NULL;
SV *px_pipe_seen = NULL;

/* In the place of the default: what the library wrote is forgiven, anything else ends the process as ever. The system
 * gives the signal to the thread that wrote. */
static void px_pipe(int sig, siginfo_t *info, void *context)
{
    const int saved = errno;
    const bool sent = info->si_code == SI_USER && info->si_pid != getpid();
    struct px_head *rust;

    PERL_UNUSED_VAR(context);
    if (sent || (px_runs_perl() && (!(rust = px_rust_here()) || !(rust->top || rust->freeing)))) {
        sigset_t only;
        sigemptyset(&only);
        sigaddset(&only, sig);
        signal(sig, SIG_DFL);
        raise(sig);
        pthread_sigmask(SIG_UNBLOCK, &only, NULL);
    }
    errno = saved;
}

/* The default may have come back: ours takes its place. */
void px_guard_again(pTHX)
{
    struct sigaction action;
    SV *shown, *seen;

    if (sigaction(SIGPIPE, NULL, &action) != 0)
        return;
    if (action.sa_handler == SIG_DFL) {
        action.sa_sigaction = px_pipe;
        action.sa_flags = SA_SIGINFO | SA_RESTART;
        sigemptyset(&action.sa_mask);
        sigaction(SIGPIPE, &action, NULL);
    }
    if (!PX_SETS_SIGNALS)
        return;
    get_hv("SIG", GV_ADD); /* perl makes the places for what it shows when %SIG is first named */
    px_pipe_shown = &PL_psig_ptr[SIGPIPE];
    shown = *px_pipe_shown;
    if (shown && (SvROK(shown) || isGV_with_GP(shown)))
        return;
    seen = newSV(0);
    if (shown)
        sv_setsv_flags(seen, shown, SV_NOSTEAL);
    else if (action.sa_handler == SIG_IGN)
        sv_setpvs(seen, "IGNORE");
    *px_pipe_shown = SvREFCNT_inc_simple_NN(seen);
    SvREFCNT_dec(shown);
    SvREFCNT_dec(px_pipe_seen);
    px_pipe_seen = seen;
}

/* The interpreter ends. */
void px_guard_end(pTHX)
{
    if (PX_SETS_SIGNALS) {
        px_pipe_shown = NULL;
        SvREFCNT_dec(px_pipe_seen);
        px_pipe_seen = NULL;
    }
}

/* From now on the library may write to peers that go away. */
void px_signals_guard(pTHX)
{
    px_guards = TRUE;
    px_guard(aTHX);
}

/* The library begins, or has ended, to free an object that perl has freed: whether it was at that already. */
int px_signals_freeing(pTHX_ int freeing)
{
    struct px_state *state = px_state_search(aTHX);
    int was;

    if (!state)
        return 0;
    if (freeing)
        px_guard(aTHX);
    was = state->rust->freeing;
    state->rust->freeing = freeing;
    return was;
}

/* --- what Rust asks ----------------------------------------------------------------------------------------------- */

/* Whether %SIG may have a handler: perl keeps there what was set, and what was looked at. */
int px_signals_handled(pTHX)
{
    SV **const all = PL_psig_ptr;
    UV any = 0;
    int sig;

    if (!all)
        return 0;
#pragma GCC unroll 16 /* this is asked before each wait */
    for (sig = 0; sig < SIG_SIZE; sig++)
        any |= PTR2UV(all[sig]);
    if (LIKELY(!any))
        return 0;
    for (sig = 1; sig < SIG_SIZE; sig++)
        if (all[sig] && all[sig] != px_pipe_seen)
            return 1;
    return 0;
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
