# Every method is there, public or private, defined in its own package.

use strict;
use warnings;

use lib 't/lib';

use Test::More;
use Sys::Virt;
use Sys::Virt::Admin;
use Sys::Virt::LXC;
use Sys::Virt::QEMU;
use Sys::Virt::Event;
use Sys::Virt::EventImpl;
use SysVirtTest;

# Methods by package.
my %methods;
open my $data, '<', 't/data/methods.tsv' or die "t/data/methods.tsv: $!";
while (<$data>) {
    chomp;
    push @{ $methods{$1} }, $2 if /^([^#\t]+)\t(\w+)$/;
}

is keys %methods, 20, 'all packages';

for my $package (sort keys %methods) {
    subtest $package => sub {
        my @missing = grep { no strict 'refs'; !defined &{"${package}::$_"} } @{ $methods{$package} };
        is_deeply \@missing, [], 'defines each of its ' . @{ $methods{$package} } . ' methods';
        is_deeply [ grep { !$package->can($_) } @{ $methods{$package} } ], [], 'answers to it';
    };
}

# t/195 and t/196 call what that table names with too few, too many and wrong arguments. Not in it: what takes whatever it
# is given, what is Perl, and DESTROY.
my $ELSEWHERE =
    qr/::(?:DESTROY|_new|bootstrap|register)$|::Event::_(?:add|update|remove)_|^Sys::Virt::EventImpl::/;

subtest 'wrong arguments' => sub {
    open my $data, '<', 't/data/usage.tsv' or die "t/data/usage.tsv: $!";
    my %tried = map { /^([\w:]+)\t/ ? ($1 => 1) : () } <$data>;
    my @methods = map {
        my $package = $_;
        map { "${package}::$_" } @{ $methods{$package} }
    } sort keys %methods;
    my @missing = grep { !$tried{$_} && !/$ELSEWHERE/ } @methods;
    is_deeply \@missing, [], 'are tried on each of ' . @methods;
};

# Which methods a part brings that has to be loaded.
my $PART = qr/^Sys::Virt::Admin\b|::(?:lxc|qemu)_/;

subtest 'a program that loads Sys::Virt alone' => sub {
    my @methods = map {
        my $package = $_;
        map { "${package}::$_" } @{ $methods{$package} }
        }
        grep { !/::Event/ } sort keys %methods;
    my $program = "use Sys::Virt;\n" . join '', map { "print qq($_\\n) if !defined &$_;\n" } @methods;
    my @parts = grep { /$PART/ } @methods;
    cmp_ok scalar @parts, '>', 40, 'parts';
    is perl_output($program), join('', map { "$_\n" } @parts) . 'exit 0',
        'has those of all packages but event loops and parts';
};

done_testing;
