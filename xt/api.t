# Each function of libvirt is called somewhere in src/, or xt/api-ignore.txt says why not.

use strict;
use warnings;

use File::Find ();
use Test::More;

# The lines of a file that are no comments, split at tabs.
sub rows {
    my $path = shift;
    open my $file, '<', $path or die "$path: $!";
    return map { chomp; [ split /\t/ ] } grep { !/^#/ } <$file>;
}

# All names of functions in the sources, comments aside.
sub called {
    my %called;
    File::Find::find(
        sub {
            return if !/\.rs$/ || $_ eq 'api.rs';    # that declares what others call
            open my $file, '<', $_ or die "$File::Find::name: $!";
            while (<$file>) {
                s{//.*}{};
                $called{$_}++ for /\bvir\w+/g;
            }
        },
        'src'
    );
    return \%called;
}

my @functions = map { $_->[0] } rows('t/data/libvirt-functions.tsv');
my @ignored = rows('xt/api-ignore.txt');
my %known = map { ($_ => 1) } @functions;
my %reason = map { ($_->[0] => $_->[1]) } @ignored;
my $called = called();

my @bound = grep { $called->{$_} } @functions;
my @missing = grep { !$called->{$_} && !$reason{$_} } @functions;
cmp_ok scalar @functions, '>', 500, 'functions';
is_deeply \@missing, [], 'each is called, or ignored for a reason';
is_deeply [ grep { $called->{$_} } sort keys %reason ], [], 'none of those ignored is called';
is_deeply [ grep { !$known{$_} } sort keys %reason ], [], 'each of them is one of libvirt';
is_deeply [ map { $_->[0] } grep { @$_ != 2 || length $_->[1] < 20 } @ignored ], [], 'each has its reason';
is_deeply [ map { $_->[0] } @ignored ], [ sort keys %reason ], 'they stand in order, once each';
note sprintf '%d functions: %d bound, %d ignored, %d missing', scalar @functions, scalar @bound,
    scalar keys %reason, scalar @missing;

done_testing;
