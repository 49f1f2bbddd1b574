# The typemap for other XS modules: its rows are the handles of src/handle.rs, and a module built with it works.
use strict;
use warnings;

use Config;
use Cwd 'abs_path';
use ExtUtils::ParseXS ();
use File::Spec::Functions 'catfile';
use File::Temp 'tempdir';
use Test::More;

use Sys::Virt;
use Sys::Virt::Domain;

my $typemap = abs_path('typemap');
my $dir = tempdir(CLEANUP => 1);

sub slurp {
    my ($path) = @_;
    open my $in, '<', $path or die "$path: $!\n";
    local $/;
    return scalar <$in>;
}

# Writes an XS module, has xsubpp turn it into C, and returns the path of that.
sub c_file {
    my ($name, $package, $functions) = @_;
    my ($xs, $c) = map { catfile($dir, "$name.$_") } qw(xs c);
    open my $out, '>', $xs or die "$xs: $!\n";
    print {$out} <<"XS";
#include "EXTERN.h"
#include "perl.h"
#include "XSUB.h"
#include <libvirt/libvirt.h>

MODULE = $package  PACKAGE = $package

PROTOTYPES: DISABLE

$functions
XS
    close $out or die "$xs: $!\n";
    ExtUtils::ParseXS->new->process_file(filename => $xs, output => $c, typemap => $typemap);
    return $c;
}

subtest 'rows of typemap and src/handle.rs' => sub {
    my %handles = slurp('src/handle.rs') =~ /^\s*\w+\((vir\w+Ptr)\)\s*=\s*"(Sys::Virt[\w:]*)"/mg;
    delete @handles{ grep { /^virAdm/ } keys %handles };    # not of libvirt.h
    my @in_table = slurp($typemap) =~ /^(vir\w+Ptr)\s+T_SYS_VIRT$/mg;
    cmp_ok scalar(keys %handles), '>=', 14, 'handles found';
    is_deeply [ sort @in_table ], [ sort keys %handles ], 'same types';

    my @types = sort keys %handles;
    my $c =
        slurp(c_file('Rows', 'Rows', join "\n", map { "void\ntake_$_($_ handle)\nCODE:\n    ;\n" } @types));
    my %wanted = $c =~ /^XS_EUPXS\(XS_Rows_take_(vir\w+Ptr)\)\n\{.*?"(Sys::Virt[\w:]*)",\s+sys_virt_arg/msg;
    is_deeply \%wanted, \%handles, 'same class for each type';
};

subtest 'a module that uses it' => sub {
    require ExtUtils::CBuilder;
    my $builder = ExtUtils::CBuilder->new(quiet => 1);
    plan skip_all => 'no C compiler' if !$builder->have_compiler;
    plan skip_all => 'no header files of this perl' if !-e "$Config{archlibexp}/CORE/perl.h";
    my ($cflags, $libs) =
        map { my $text = `pkg-config $_ libvirt 2>$dir/err`; chomp $text; $text } qw(--cflags --libs);
    plan skip_all => 'pkg-config does not know libvirt' if !length $libs;

    my $c = c_file('UsesHandles', 'UsesHandles', <<'XS');
const char *
name(virDomainPtr domain)
CODE:
    RETVAL = virDomainGetName(domain);
OUTPUT:
    RETVAL

virDomainPtr
same(virDomainPtr domain)
CODE:
    virDomainRef(domain);
    RETVAL = domain;
OUTPUT:
    RETVAL

virDomainPtr
none()
CODE:
    RETVAL = NULL;
OUTPUT:
    RETVAL
XS
    my $object = $builder->compile(source => $c, extra_compiler_flags => $cflags);
    my $file = $builder->link(objects => $object, module_name => 'UsesHandles', extra_linker_flags => $libs);
    require DynaLoader;
    my $library = DynaLoader::dl_load_file($file, 0) or die DynaLoader::dl_error();
    my $boot = DynaLoader::dl_find_symbol($library, 'boot_UsesHandles') or die DynaLoader::dl_error();
    DynaLoader::dl_install_xsub('UsesHandles::bootstrap', $boot)->('UsesHandles');

    my $conn = Sys::Virt->new(uri => 'test:///default');
    my $domain = $conn->get_domain_by_name('test');
    is UsesHandles::name($domain), 'test', 'a handle of ours goes in';

    my $same = UsesHandles::same($domain);
    isa_ok $same, 'Sys::Virt::Domain', 'a handle that came out';
    is $$same, $$domain, 'and is the same one in libvirt';
    undef $domain;
    is UsesHandles::name($same), 'test', 'it holds a reference of its own';
    is UsesHandles::none(), undef, 'NULL comes out as undef';

    $$same = 4711;
    is UsesHandles::name($same), 'test', 'what an object shows as its integer may be overwritten';
    $same->DESTROY;
    ok !eval { UsesHandles::name($same); 1 }, 'an object that was let go of is refused';
    like $@, qr/^UsesHandles::name: domain has already been released at /, 'with a clear message';
    $$same = 4711;
    ok !eval { UsesHandles::name($same); 1 }, 'and also when it shows an integer again';
    my $derived = bless $conn->get_domain_by_name('test'), 'My::Domain';
    is UsesHandles::name($derived), 'test', 'an object of a class of its own goes in';
    tie my $tied, 'My::Scalar', $derived;
    is UsesHandles::name($tied), 'test', 'one in a tied variable, too';

    my %wrong = (
        'a connection' => $conn,
        'undef' => undef,
        'a string' => 'test',
        'a hash' => {},
        'a forgery' => bless(\(my $forged = 42), 'Sys::Virt::Domain'),
        'a copy of the integer' => bless(\(my $copy = $$derived), 'Sys::Virt::Domain'),
        'a connection with the class of a domain' =>
            bless(Sys::Virt->new(uri => 'test:///default'), 'Sys::Virt::Domain'),
    );
    for my $what (sort keys %wrong) {
        ok !eval { UsesHandles::name($wrong{$what}); 1 }, "$what is refused";
        like $@, qr/^UsesHandles::name: domain is not of type Sys::Virt::Domain at /, 'with a clear message';
    }
};

done_testing;

package My::Scalar;

sub TIESCALAR { return bless [ $_[1] ] }
sub FETCH { return $_[0][0] }

package My::Domain;

BEGIN { our @ISA = 'Sys::Virt::Domain' }
