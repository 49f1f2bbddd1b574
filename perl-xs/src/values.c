/* The few things of data that need C, because perl makes them with macros: buffers, hashes, handles, constants.
 * SPDX-License-Identifier: Artistic-1.0-Perl OR GPL-1.0-or-later */
#define PERL_NO_GET_CONTEXT
#include "EXTERN.h"
#include "perl.h"
#include "XSUB.h"
#include "shim.h"

/* --- secrets ------------------------------------------------------------------------------------------------------ */

/* Overwrites the text of a scalar that goes, where no other scalar shares it. */
static int px_mg_wipe(pTHX_ SV *sv, MAGIC *mg)
{
    PERL_UNUSED_CONTEXT;
    PERL_UNUSED_VAR(mg);
    if (SvTYPE(sv) > SVt_PVMG || SvROK(sv) || !SvPVX(sv) || !SvLEN(sv))
        return 0;
#ifdef CowREFCNT
    if (SvIsCOW(sv) && CowREFCNT(sv))
        return 0;
#endif
    {
        volatile char *at = SvPVX(sv);
        STRLEN left = SvLEN(sv);
        while (left--)
            *at++ = 0;
    }
    return 0;
}

static const MGVTBL px_secret_vtbl = { NULL, NULL, NULL, NULL, px_mg_wipe, NULL, NULL, NULL };

/* From now on the text of this scalar is overwritten when it is freed. */
void px_secret(pTHX_ SV *sv)
{
    sv_magicext(sv, NULL, PERL_MAGIC_ext, &px_secret_vtbl, NULL, 0);
}

/* --- overloading -------------------------------------------------------------------------------------------------- */

/* Whether the object's class overloads anything: perl marks classes whose methods have changed, and looks when it is asked. */
int px_overloads(pTHX_ SV *object)
{
    return HvAMAGIC(SvSTASH(object)) && Gv_AMG(SvSTASH(object));
}

/* --- bytes beside a scalar -------------------------------------------------------------------------------------------- */

/* No function: perl itself copies the bytes, frees them with the scalar and copies them into a new thread. */
static const MGVTBL px_note_vtbl = { NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL };

/* Keeps bytes, at least one, with a scalar, where Perl code does not see them. */
void px_note(pTHX_ SV *sv, const char *bytes, STRLEN len)
{
    sv_magicext(sv, NULL, PERL_MAGIC_ext, &px_note_vtbl, bytes, (I32)len);
}

/* Those bytes, or NULL. */
const char *px_noted(pTHX_ SV *sv, STRLEN *len)
{
    const MAGIC *mg = SvTYPE(sv) >= SVt_PVMG ? mg_findext(sv, PERL_MAGIC_ext, &px_note_vtbl) : NULL;
    if (!mg)
        return NULL;
    *len = (STRLEN)mg->mg_len;
    return mg->mg_ptr;
}

/* --- scalars that C borrows ---------------------------------------------------------------------------------------- */

/* Keeps the bytes of a plain string where they are, whatever is done to the scalar: the scalar gets a copy, and its old
 * buffer goes to a new scalar, which the caller owns. */
SV *px_keep_buffer(pTHX_ SV *sv)
{
    const U32 form = SVf_IsCOW | SVf_OOK;
    const STRLEN cur = SvCUR(sv);
    SV *keeper = newSV_type(SVt_PV);
    char *copy;

    Newx(copy, cur + 2, char);
    Copy(SvPVX(sv), copy, cur, char);
    copy[cur] = '\0';
    SvPV_set(keeper, SvPVX(sv));
    SvCUR_set(keeper, cur);
    SvLEN_set(keeper, SvLEN(sv));
    SvFLAGS(keeper) |= SVf_POK | SVp_POK | (SvFLAGS(sv) & form);
    SvFLAGS(sv) &= ~form;
    SvPV_set(sv, copy);
    SvLEN_set(sv, cur + 2);
    return keeper;
}

/* A new reference to the object behind a tied hash; NULL for any other. */
SV *px_hash_tie(pTHX_ HV *hv)
{
    MAGIC *tie = SvRMAGICAL((SV *)hv) ? mg_find((SV *)hv, PERL_MAGIC_tied) : NULL;

    if (!tie)
        return NULL;
    return tie->mg_obj ? newSVsv(tie->mg_obj) : newRV_inc((SV *)hv);
}

/* Shows each key and value of a hash to `take`; of a tied one, what the tie hides. This runs no Perl code and leaves the
 * hash's own iterator, which `each` uses, alone. */
void px_hash_pairs(pTHX_ HV *hv, void (*take)(void *data, const char *key, STRLEN len, SV *value), void *data)
{
    HE **const buckets = HvARRAY(hv);
    STRLEN left = buckets ? HvTOTALKEYS(hv) : 0, i;

    PERL_UNUSED_CONTEXT;
    for (i = 0; left && i <= HvMAX(hv); i++) {
        HE *entry;
        for (entry = buckets[i]; entry; entry = HeNEXT(entry), left--)
            if (HeVAL(entry) != &PL_sv_placeholder)
                take(data, HeKEY(entry), HeKLEN(entry), HeVAL(entry));
    }
}

/* Adds a key to a record's template. */
void px_record_key(pTHX_ HV *template, const char *key, I32 len)
{
    (void)hv_store(template, key, len, &PL_sv_undef, 0);
}

/* A new hash with the keys of the template, and these values, in the order in which px_hash_pairs shows the keys. */
HV *px_record(pTHX_ HV *template, SV **values)
{
    HV *record = newHVhv(template);
    HE **bucket = HvARRAY(record);
    SV **const end = values + HvTOTALKEYS(record);

    while (values < end) {
        HE *entry;
        for (entry = *bucket++; entry; entry = HeNEXT(entry)) {
            if (UNLIKELY(HeVAL(entry) != &PL_sv_undef)) /* older perls copy even PL_sv_undef */
                SvREFCNT_dec_NN(HeVAL(entry));
            HeVAL(entry) = *values++;
        }
    }
    return record;
}

/* Calls a method of a tied hash's object with up to one argument: a new scalar. */
static SV *px_tie_call(pTHX_ SV *object, const char *method, SV *argument)
{
    SV *result;
    dSP;

    PUSHMARK(SP);
    EXTEND(SP, 2);
    PUSHs(object);
    if (argument)
        PUSHs(argument);
    PUTBACK;
    call_method(method, G_SCALAR);
    SPAGAIN;
    result = newSVsv(POPs);
    PUTBACK;
    return result;
}

/* One step over a tied hash, under px_protect: appends a key and its value, or returns false at the end. perl's own
 * iterator would not do: it reads freed memory where a NEXTKEY unties the hash. */
int px_hash_next(pTHX_ SV *object, AV *pairs)
{
    const SSize_t last = av_len(pairs);
    SV *key = last < 0 ? px_tie_call(aTHX_ object, "FIRSTKEY", NULL)
                       : px_tie_call(aTHX_ object, "NEXTKEY", *av_fetch(pairs, last - 1, 0));

    sv_2mortal(key);
    if (!SvOK(key))
        return 0;
    key = SvREFCNT_inc(key);
    av_push(pairs, key);
    av_push(pairs, px_tie_call(aTHX_ object, "FETCH", key));
    px_secret(aTHX_ *av_fetch(pairs, last + 2, 0)); /* it may be one, and this is a copy */
    return 1;
}

/* --- the handle's magic ------------------------------------------------------------------------------------------- */

/* What perl calls for a handle's magic; the vtable itself begins each Kind of handle.rs, and so tells which kind it is. */

int px_mg_free(pTHX_ SV *sv, MAGIC *mg)
{
    PERL_UNUSED_VAR(sv);
    mg->mg_virtual = NULL; /* what runs now may still find the magic */
    if (px_handle_free(aTHX_ mg->mg_ptr) == PX_EXIT)
        my_exit(STATUS_EXIT); /* where a DESTROY that calls exit would leave too */
    return 0;
}

int px_mg_dup(pTHX_ MAGIC *mg, CLONE_PARAMS *params)
{
    PERL_UNUSED_VAR(params);
    mg->mg_ptr = (char *)px_handle_dup(aTHX_ mg->mg_ptr);
    return 0;
}

/* `local` of a package variable that is an object's scalar: the new value is no handle, or two would own one cell. */
int px_mg_local(pTHX_ SV *sv, MAGIC *mg)
{
    PERL_UNUSED_CONTEXT;
    PERL_UNUSED_VAR(sv);
    PERL_UNUSED_VAR(mg);
    return 0;
}

/* Whether freeing `reference` runs no Perl code: it is the only one to an object of ours, whose class has a DESTROY that
 * perl does not call. */
int px_frees_quietly(pTHX_ SV *reference)
{
    SV *object = SvRV(reference);
    MAGIC *mg;
    GV *destroy;

    if (SvREFCNT(object) != 1 || SvTYPE(object) != SVt_PVMG || !SvOBJECT(object) || SvROK(object))
        return 0;
    mg = SvMAGIC(object);
    if (!mg || !mg->mg_virtual || mg->mg_virtual->svt_free != px_mg_free || mg->mg_moremagic)
        return 0;
    destroy = gv_fetchmeth_pvn(SvSTASH(object), "DESTROY", sizeof "DESTROY" - 1, 0, 0);
    return destroy && GvCV(destroy) && CvCONST(GvCV(destroy));
}

/* newRV_noinc, inline: perl's own is a function of the library in some versions, and inline in others. */
SV *px_new_rv(pTHX_ SV *target)
{
    SV *reference = newSV_type(SVt_IV);
    SvTEMP_off(target);
    SvRV_set(reference, target);
    SvROK_on(reference);
    return reference;
}

/* A new object: a reference to a scalar of the class `stash` that shows the integer `shown` and owns `cell`, whose kind
 * has this vtable. */
SV *px_handle_new(pTHX_ IV shown, void *cell, const MGVTBL *vtbl, HV *stash)
{
    SV *object = newSV_type(SVt_PVMG);
    SV *reference = px_new_rv(aTHX_ object);
    MAGIC *mg = sv_magicext(object, NULL, PERL_MAGIC_ext, vtbl, (const char *)cell, 0);

    mg->mg_flags |= MGf_LOCAL;
#ifdef USE_ITHREADS
    mg->mg_flags |= MGf_DUP;
#endif
    SvIV_set(object, shown);
    SvIOK_on(object);
    return sv_bless(reference, stash);
}

/* --- new aggregates, which perl makes inline ---------------------------------------------------------------------- */

AV *px_new_av(pTHX)
{
    return newAV();
}

HV *px_new_hv(pTHX)
{
    return newHV();
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
