# Every method is there, public or private, defined in its own package.

use strict;
use warnings;

use lib 't/lib';

use Test::More;
use Sys::Virt;
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

is keys %methods, 17, 'all packages';

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

subtest 'a program that loads Sys::Virt alone' => sub {
    my @packages = grep { !/::Event/ } sort keys %methods;
    my $program = "use Sys::Virt;\n" . join '', map {
        my $package = $_;
        map { "print qq($package $_\\n) if !$package->can('$_');\n" } @{ $methods{$package} }
    } @packages;
    is perl_output($program), 'exit 0', 'has those of all packages but event loops';
};

done_testing;
