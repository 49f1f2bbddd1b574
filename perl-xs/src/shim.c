/* The few things that need C: the XSUB that perl sees, raising, protected calls, the handle's magic vtable.
 * SPDX-License-Identifier: Artistic-1.0-Perl OR GPL-1.0-or-later
 *
 * A longjmp may only ever cross frames of this file and of perl itself. Each function here that can raise is called by
 * perl directly; each that Rust calls catches whatever is raised below it. */
#define PERL_NO_GET_CONTEXT
#include "EXTERN.h"
#include "perl.h"
#include "XSUB.h"
#include "shim.h"

#ifndef G_LIST
#  define G_LIST G_ARRAY
#endif

/* --- the XSUB that perl sees ------------------------------------------------------------------------------------- */

XS_EXTERNAL(px_xsub)
{
    dXSARGS;
    SV *exception = NULL;
    I32 count = 0;

    PERL_UNUSED_VAR(sp);
    switch (px_enter(aTHX_ XSANY.any_ptr, cv, ax, items, &count, &exception)) {
    case PX_RETURN:
        XSRETURN(count);
    case PX_RAISE: /* no Rust frame is left: this jump crosses nothing that owns anything */
        croak_sv(sv_2mortal(exception));
    case PX_EXIT:
        my_exit(STATUS_EXIT);
    }
}

/* DESTROY exists for code that calls it by hand. It carries CvCONST because perl calls no constant destructor when an
 * object is freed, and for ours it need not: the magic's svt_free lets go of the handle. */
XS_EXTERNAL(px_xsub_destroy)
{
    dXSARGS;
    PERL_UNUSED_VAR(sp);
    if (items >= 1)
        px_handle_destroy(aTHX_ ST(0));
    XSRETURN_EMPTY;
}

void px_install_destroy(pTHX_ const char *name)
{
    CV *cv = newXS((char *)name, px_xsub_destroy, __FILE__);
    CvXSUBANY(cv).any_ptr = newSV(0); /* a constant sub owns the value that stands here */
    CvCONST_on(cv);
}

void px_install(pTHX_ const char *name, const char *proto, const void *sub)
{
    CV *cv = newXS_flags(name, px_xsub, __FILE__, proto, 0);
    CvXSUBANY(cv).any_ptr = (void *)sub;
}

/* --- protected calls --------------------------------------------------------------------------------------------- */

typedef void (*px_body)(pTHX_ void *data);

struct px_call {
    px_body body;
    void *data;
    OP *op;
};

/* Runs a body handed over by px_protect, with the caller's op in place so that warnings name the right operation. */
XS_INTERNAL(px_xsub_protected)
{
    dXSARGS;
    struct px_call *call = items == 1 ? INT2PTR(struct px_call *, SvIV(ST(0))) : NULL;

    PERL_UNUSED_VAR(sp);
    if (call) {
        SAVEOP();
        PL_op = call->op;
        call->body(aTHX_ call->data);
    }
    XSRETURN_EMPTY;
}

/* True where $@ holds an exception. It asks no overloading: that could run Perl code. */
static bool px_raised(pTHX)
{
    SV *error = ERRSV;
    return SvROK(error) || SvNIOK(error) || (SvPOK(error) && SvCUR(error) > 0);
}

/* A scope, a $@ and a stack of its own, so that neither a die nor a `last` leaves by another way than call_sv's return. */
static void px_begin(pTHX)
{
    ENTER;
    SAVETMPS;
    save_scalar(PL_errgv);
    {
        dSP;
        PUSHSTACKi(PERLSI_UNKNOWN);
        PUSHMARK(SP);
        PUTBACK;
    }
}

/* Calls `code` with what stands above the mark: a die and an exit both end here. */
static enum px_end px_run(pTHX_ SV *code, I32 flags, SSize_t *count)
{
    enum px_end end = PX_RETURN;
    int jump;
    dJMPENV;

    JMPENV_PUSH(jump);
    if (jump == 0)
        *count = call_sv(code, flags | G_EVAL);
    else
        end = PX_EXIT; /* exit() has unwound every scope already, ours too */
    JMPENV_POP;
    if (end == PX_RETURN && px_raised(aTHX))
        end = PX_RAISE;
    return end;
}

/* Undoes px_begin. */
static void px_finish(pTHX)
{
    {
        dSP;
        POPSTACK;
        PERL_UNUSED_VAR(sp);
    }
    FREETMPS;
    LEAVE;
}

/* Runs body(data) so that nothing leaves it by a jump. On PX_RAISE, *exception owns what was raised. $@ is kept. */
enum px_end px_protect(pTHX_ px_body body, void *data, SV **exception)
{
    struct px_call call;
    enum px_end end;
    SSize_t count = 0;
    CV *code = newXS(NULL, px_xsub_protected, __FILE__);

    call.body = body;
    call.data = data;
    call.op = PL_op;
    px_begin(aTHX);
    {
        dSP;
        mXPUSHi(PTR2IV(&call));
        PUTBACK;
    }
    end = px_run(aTHX_ (SV *)code, G_VOID | G_DISCARD | G_NODEBUG, &count);
    if (end == PX_EXIT)
        return end;
    if (end == PX_RAISE)
        *exception = newSVsv(ERRSV);
    px_finish(aTHX);
    SvREFCNT_dec((SV *)code);
    return end;
}

/* Calls `code` with `argc` arguments. `flags` is G_VOID, G_SCALAR or G_LIST. On PX_RETURN, *results is a new array that
 * the caller owns (NULL for G_VOID). */
enum px_end px_call_sub(pTHX_ SV *code, SV **argv, SSize_t argc, I32 flags, AV **results, SV **exception)
{
    enum px_end end;
    SSize_t i, count = 0;

    px_begin(aTHX);
    {
        dSP;
        EXTEND(SP, argc);
        for (i = 0; i < argc; i++)
            PUSHs(argv[i]);
        PUTBACK;
    }
    end = px_run(aTHX_ code, flags, &count);
    if (end == PX_EXIT)
        return end;
    if (end == PX_RAISE)
        *exception = newSVsv(ERRSV);
    {
        dSP;
        if (end == PX_RETURN && flags != G_VOID) {
            *results = newAV();
            for (i = 0; i < count; i++) {
                SV *value = SP[i - count + 1];
                av_push(*results, SvPADTMP(value) ? newSVsv(value) : SvREFCNT_inc_NN(value));
            }
        }
        SP -= count;
        PUTBACK;
    }
    px_finish(aTHX);
    return end;
}

/* A scope of temporaries. */
void px_scope_begin(pTHX)
{
    ENTER;
    SAVETMPS;
}

void px_scope_end(pTHX)
{
    FREETMPS;
    LEAVE;
}

/* The interpreter that this thread runs, or NULL; without threads there is one, and NULL stands for it. */
void *px_current(void)
{
#ifdef USE_ITHREADS
    return PERL_GET_CONTEXT;
#else
    return NULL;
#endif
}

/* --- the handle's magic ------------------------------------------------------------------------------------------- */

static int px_mg_free(pTHX_ SV *sv, MAGIC *mg)
{
    PERL_UNUSED_VAR(sv);
    px_handle_free(aTHX_ mg->mg_ptr);
    mg->mg_ptr = NULL;
    return 0;
}

#ifdef USE_ITHREADS
static int px_mg_dup(pTHX_ MAGIC *mg, CLONE_PARAMS *params)
{
    PERL_UNUSED_VAR(params);
    mg->mg_ptr = (char *)px_handle_dup(aTHX_ mg->mg_ptr);
    return 0;
}
#endif

const MGVTBL px_handle_vtbl = {
    NULL, NULL, NULL, NULL, px_mg_free, NULL,
#ifdef USE_ITHREADS
    px_mg_dup,
#else
    NULL,
#endif
    NULL
};

/* A new object: a reference to a scalar of the class `stash` that shows the integer `shown` and owns `cell`. */
SV *px_handle_new(pTHX_ IV shown, void *cell, HV *stash)
{
    SV *object = newSV_type(SVt_PVMG);
    SV *reference = newRV_noinc(object);
    MAGIC *mg = sv_magicext(object, NULL, PERL_MAGIC_ext, &px_handle_vtbl, (const char *)cell, 0);

#ifdef USE_ITHREADS
    mg->mg_flags |= MGf_DUP;
#else
    PERL_UNUSED_VAR(mg);
#endif
    SvIV_set(object, shown);
    SvIOK_on(object);
    return sv_bless(reference, stash);
}

/* --- new aggregates, which perl makes with macros ------------------------------------------------------------------ */

AV *px_new_av(pTHX)
{
    return newAV();
}

HV *px_new_hv(pTHX)
{
    return newHV();
}

/* --- an interpreter's state --------------------------------------------------------------------------------------- */

typedef struct {
    void *rust; /* a State of state.rs */
} my_cxt_t;

START_MY_CXT

/* Gives this interpreter its state; boot and CLONE call it. */
void px_state_set(pTHX_ void *rust, int clone)
{
    if (clone) {
        MY_CXT_CLONE;
        MY_CXT.rust = rust;
    }
    else {
        MY_CXT_INIT;
        MY_CXT.rust = rust;
        call_atexit(px_state_free, NULL);
    }
}

/* This interpreter's state. */
void *px_state_get(pTHX)
{
    dMY_CXT;
    return MY_CXT.rust;
}

/* Forgets it, and returns what it was. */
void *px_state_take(pTHX)
{
    dMY_CXT;
    void *rust = MY_CXT.rust;
    MY_CXT.rust = NULL;
    return rust;
}

/* --- constants ---------------------------------------------------------------------------------------------------- */

/* Makes `name` a constant of the package: a reference to its value, or a real sub where the name is compiled already. */
void px_constant(pTHX_ HV *stash, const char *name, I32 len, SV *value)
{
    SV **slot = hv_fetch(stash, name, len, 1);

    SvREADONLY_on(value);
    if (slot && SvTYPE(*slot) == SVt_NULL) {
        sv_upgrade(*slot, SVt_IV);
        SvRV_set(*slot, value);
        SvROK_on(*slot);
    }
    else
        newCONSTSUB(stash, name, value);
}

/* Tells perl that the package has got new methods. */
void px_constants_done(pTHX_ HV *stash)
{
    mro_method_changed_in(stash);
}

/* --- loading ------------------------------------------------------------------------------------------------------ */

/* Refuses a shared object of another version than the .pm that loads it, as xsubpp's VERSIONCHECK does. */
static void px_check_version(pTHX_ const char *module, const char *version, SV *wanted)
{
    SV *ours, *theirs;

    if (!wanted)
        wanted = get_sv(Perl_form(aTHX_ "%s::VERSION", module), 0);
    if (!wanted || !SvOK(wanted))
        return;
    ours = sv_2mortal(new_version(sv_2mortal(newSVpv(version, 0))));
    theirs = sv_2mortal(new_version(wanted));
    if (vcmp(ours, theirs) != 0)
        Perl_croak(aTHX_ "%s object version %s does not match bootstrap parameter %" SVf, module, version, SVfARG(wanted));
}

/* The body of a module's boot function. */
void px_boot(pTHX_ CV *cv, const char *module, const char *version, const void *packages)
{
    dXSARGS;
    SV *exception = NULL;

    PERL_UNUSED_VAR(cv);
    PERL_UNUSED_VAR(sp);
    XS_APIVERSION_BOOTCHECK;
    px_check_version(aTHX_ module, version, items >= 2 ? ST(1) : NULL);
    if (px_boot_enter(aTHX_ packages, &exception) == PX_RAISE)
        croak_sv(sv_2mortal(exception));
    XSRETURN_YES;
}
