/* Loaded before libvirt (LD_PRELOAD) into a perl that a test starts: each registration for an event is answered by a call
 * of the handler at once, with made-up arguments, twice: ordinary ones, and NULL or extreme ones. MADE_UP says which
 * ("0", "1"; without it both). libvirt itself is not asked, so that events can be had that it does not know yet.
 *
 * The types are those of libvirt's public headers, which need not be installed. */

#define _GNU_SOURCE
#include <dlfcn.h>
#include <stddef.h>
#include <stdlib.h>

typedef struct conn *conn_ptr;
typedef void *object_ptr;
typedef void (*free_func)(void *opaque);

struct address { int family; char *node; char *service; };
struct identity { char *type; char *name; };
struct subject { int nidentity; struct identity *identities; };

struct param {
    char field[80];
    int type;
    union { int i; unsigned int ui; long long l; unsigned long long ul; double d; char b; char *s; } value;
};

enum { INT = 1, UINT, LLONG, ULLONG, DOUBLE, BOOLEAN, STRING };

#define MAX_INT 2147483647
#define MIN_INT (-MAX_INT - 1)
#define MAX_LLONG 9223372036854775807LL
#define MIN_LLONG (-MAX_LLONG - 1)
#define MAX_ULLONG 18446744073709551615ULL

static struct param params[] = {
    { "int", INT, { .i = -7 } },
    { "least int", INT, { .i = MIN_INT } },
    { "uint", UINT, { .ui = 4294967295U } },
    { "llong", LLONG, { .l = MIN_LLONG } },
    { "ullong", ULLONG, { .ul = MAX_ULLONG } },
    { "double", DOUBLE, { .d = 0.25 } },
    { "true", BOOLEAN, { .b = 1 } },
    { "false", BOOLEAN, { .b = 0 } },
    { "string", STRING, { .s = (char *)"text \xc3\xa4" } },
    { "empty", STRING, { .s = (char *)"" } },
    { "a name of eighty bytes less one, which is as long as it may become, and.", INT, { .i = 1 } },
};

#define COUNT(array) ((int)(sizeof(array) / sizeof((array)[0])))
#define TEXT(text) (odd ? NULL : (const char *)(text))
#define NUMBER(ordinary, extreme) (odd ? (extreme) : (ordinary))

/* Calls `cb` with the arguments `given` of the types `types`, between the object and the opaque pointer. */
#define CALL(types, given) ((void (*)(conn_ptr, object_ptr, EACH types void *))cb)(conn, object, EACH given opaque)
#define EACH(...) __VA_ARGS__

/* Whether to call with ordinary (0) or odd (1) arguments. */
static int wanted(int odd)
{
    const char *which = getenv("MADE_UP");
    return !which || atoi(which) == odd;
}

static void graphics(conn_ptr conn, object_ptr object, void *cb, void *opaque, int odd)
{
    struct address local = { 0, (char *)"127.0.0.1", (char *)"5900" };
    struct address remote = { 2, NULL, (char *)"/run/socket" };
    struct identity names[] = { { (char *)"x509dname", (char *)"CN=one" }, { (char *)"saslUsername", NULL } };
    struct subject subject = { 2, names }, nobody = { 0, NULL };

    if (odd) {
        CALL((int, void *, void *, const char *, void *, ), (MAX_INT, NULL, NULL, NULL, NULL, ));
        CALL((int, void *, void *, const char *, void *, ), (1, &remote, NULL, "", &nobody, ));
    } else {
        CALL((int, void *, void *, const char *, void *, ), (0, &local, &remote, "vnc", &subject, ));
    }
}

static void domain_event(int id, conn_ptr conn, object_ptr object, void *cb, void *opaque, int odd)
{
    switch (id) {
    case 1: case 7:
        CALL((), ());
        break;
    case 2:
        CALL((long long, ), (NUMBER(3600, MIN_LLONG), ));
        break;
    case 3: case 11: case 12: case 14: case 20:
        CALL((int, ), (NUMBER(2, MIN_INT), ));
        break;
    case 4:
        CALL((const char *, const char *, int, ), (TEXT("/dev/sda"), TEXT("virtio-disk0"), NUMBER(1, -1), ));
        break;
    case 5:
        graphics(conn, object, cb, opaque, odd);
        break;
    case 6:
        CALL((const char *, const char *, int, const char *, ),
             (TEXT("/dev/sda"), TEXT("virtio-disk0"), NUMBER(1, -1), TEXT("enospc"), ));
        break;
    case 8: case 16:
        CALL((const char *, int, int, ), (TEXT("/disk.qcow2"), NUMBER(1, MAX_INT), NUMBER(3, -3), ));
        break;
    case 9:
        CALL((const char *, const char *, const char *, int, ),
             (TEXT("/old.iso"), TEXT("/new.iso"), TEXT("ide0-0"), NUMBER(1, -1), ));
        break;
    case 10:
        CALL((const char *, int, ), (TEXT("ide0-0"), NUMBER(1, -1), ));
        break;
    case 13:
        CALL((unsigned long long, ), (NUMBER(65536, MAX_ULLONG), ));
        break;
    case 15: case 19: case 22:
        CALL((const char *, ), (TEXT("net0"), ));
        break;
    case 17: case 21:
        CALL((struct param *, int, ), (odd ? NULL : params, odd ? 0 : COUNT(params), ));
        break;
    case 23:
        CALL((int, const char *, ), (NUMBER(2, -1), TEXT("http://example.com/"), ));
        break;
    case 24:
        CALL((const char *, const char *, unsigned long long, unsigned long long, ),
             (TEXT("vda[1]"), TEXT("/disk"), NUMBER(1000000, MAX_ULLONG), NUMBER(10, MAX_LLONG), ));
        break;
    case 25:
        CALL((int, int, unsigned int, ), (NUMBER(1, -1), NUMBER(2, -2), NUMBER(3, 4294967295U), ));
        break;
    case 26:
        CALL((const char *, unsigned long long, ), (TEXT("mem0"), NUMBER(131072, MAX_ULLONG), ));
        break;
    case 27:
        CALL((const char *, const char *, const char *, ),
             (TEXT("net0"), TEXT("52:54:00:00:00:01"), TEXT("52:54:00:00:00:02"), ));
        break;
    case 28:
        CALL((unsigned int, ), (NUMBER(3, 4294967295U), ));
        break;
    case 29:
        CALL((const char *, int, int, ), (TEXT("org.qemu.guest_agent.0"), NUMBER(1, -1), NUMBER(2, MAX_INT), ));
        break;
    default: /* lifecycle */
        CALL((int, int, ), (NUMBER(5, MIN_INT), NUMBER(3, MAX_INT), ));
    }
}

/* The other kinds have a lifecycle; networks have changes of metadata, and the rest of their events no arguments. */
static void other_event(int id, int metadata, conn_ptr conn, object_ptr object, void *cb, void *opaque, int odd)
{
    if (id == 0)
        CALL((int, int, ), (NUMBER(2, MIN_INT), NUMBER(1, MAX_INT), ));
    else if (metadata)
        CALL((int, const char *, ), (NUMBER(1, -1), TEXT("http://example.com/"), ));
    else
        CALL((), ());
}

/* What libvirt has under that name. perl has loaded it, and keeps it to itself. */
static void *libvirt(const char *name)
{
    void *library = dlopen("libvirt.so.0", RTLD_LAZY | RTLD_NOLOAD);
    void *function = library ? dlsym(library, name) : NULL;
    if (!function)
        abort();
    return function;
}

static object_ptr by_name(conn_ptr conn, const char *lookup, const char *name)
{
    return ((object_ptr (*)(conn_ptr, const char *))libvirt(lookup))(conn, name);
}

/* The test driver has no secrets, so one that is in no driver. */
static object_ptr secret(conn_ptr conn)
{
    return ((object_ptr (*)(conn_ptr, const unsigned char *, int, const char *))libvirt("virGetSecret"))(
        conn, (const unsigned char *)"sixteen bytes...", 2, "usage");
}

static struct { void *opaque; free_func release; } handlers[256];
static int registered;

static int keep(void *opaque, free_func release)
{
    handlers[registered].opaque = opaque;
    handlers[registered].release = release;
    return registered++;
}

static int drop(int id)
{
    if (id >= 0 && id < registered && handlers[id].release) {
        handlers[id].release(handlers[id].opaque);
        handlers[id].release = NULL;
    }
    return 0;
}

/* The registration and its end for one kind of object. `each` calls the handler. */
#define KIND(name, lookup, release_object, each)                                                                    \
    int virConnect##name##EventRegisterAny(conn_ptr conn, object_ptr given, int id, void *cb, void *opaque,         \
                                           free_func release)                                                       \
    {                                                                                                               \
        object_ptr object = given ? given : lookup;                                                                 \
        int odd;                                                                                                    \
        for (odd = 0; odd < 2; odd++)                                                                               \
            if (wanted(odd))                                                                                        \
                each;                                                                                               \
        if (!given)                                                                                                 \
            ((int (*)(object_ptr))libvirt(release_object))(object);                                                 \
        return keep(opaque, release);                                                                               \
    }                                                                                                               \
    int virConnect##name##EventDeregisterAny(conn_ptr conn, int id)                                                 \
    {                                                                                                               \
        (void)conn;                                                                                                 \
        return drop(id);                                                                                            \
    }

KIND(Domain, by_name(conn, "virDomainLookupByName", "test"), "virDomainFree",
     domain_event(id, conn, object, cb, opaque, odd))
KIND(Network, by_name(conn, "virNetworkLookupByName", "default"), "virNetworkFree",
     other_event(id, 1, conn, object, cb, opaque, odd))
KIND(StoragePool, by_name(conn, "virStoragePoolLookupByName", "default-pool"), "virStoragePoolFree",
     other_event(id, 0, conn, object, cb, opaque, odd))
KIND(NodeDevice, by_name(conn, "virNodeDeviceLookupByName", "computer"), "virNodeDeviceFree",
     other_event(id, 0, conn, object, cb, opaque, odd))
KIND(Secret, secret(conn), "virSecretFree", other_event(id, 0, conn, object, cb, opaque, odd))

/* The two registrations without an id. */
static int classic, closing;

int virConnectDomainEventRegister(conn_ptr conn, void *cb, void *opaque, free_func release)
{
    classic = virConnectDomainEventRegisterAny(conn, NULL, 0, cb, opaque, release);
    return 0;
}

int virConnectDomainEventDeregister(conn_ptr conn, void *cb)
{
    (void)conn, (void)cb;
    return drop(classic);
}

int virConnectRegisterCloseCallback(conn_ptr conn, void *cb, void *opaque, free_func release)
{
    if (wanted(0))
        ((void (*)(conn_ptr, int, void *))cb)(conn, 3, opaque);
    if (wanted(1))
        ((void (*)(conn_ptr, int, void *))cb)(conn, MIN_INT, opaque);
    closing = keep(opaque, release);
    return 0;
}

int virConnectUnregisterCloseCallback(conn_ptr conn, void *cb)
{
    (void)conn, (void)cb;
    return drop(closing);
}
