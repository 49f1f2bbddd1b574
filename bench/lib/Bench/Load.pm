# What loading the module costs: over a bare perl, and over a perl that has loaded and initialised libvirt itself.
package Bench::Load;
use strict;
use warnings;
use Bench::Run;

# The library through perl's built-in loader alone: neither DynaLoader.pm nor an extension is read.
my $LIBVIRT = <<'PERL';
DynaLoader::boot_DynaLoader("DynaLoader");
my $library = DynaLoader::dl_load_file("libvirt.so.0", 0) or die DynaLoader::dl_error();
my $symbol = DynaLoader::dl_find_symbol($library, "virInitialize") or die DynaLoader::dl_error();
DynaLoader::dl_install_xsub("main::initialize", $symbol);
initialize();
PERL

sub commands {
    my (@sides) = @_;
    return (
        [ $^X, '-e', '1' ], [ $^X, '-e', $LIBVIRT ],
        map { [ Bench::Run::perl($_, '-e', 'use Sys::Virt') ] } @sides
    );
}

# two rows of two numbers each from the four measures: bare, libvirt, and each side
sub rows {
    my ($bare, $libvirt, @loaded) = @_;
    return ([ map { $_ - $bare } @loaded ], [ map { $_ - $libvirt } @loaded ]);
}

sub instructions {
    return rows(Bench::Run::instructions(commands(@_)));
}

sub nanoseconds {
    my ($rounds, @sides) = @_;
    return rows(Bench::Run::time_per_process($rounds, commands(@sides)));
}

1;
