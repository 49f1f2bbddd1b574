# The call of each sub: its prototype, and what it says of too few and of too many arguments.

use strict;
use warnings;

use lib 't/lib';

use Test::More;
use Sys::Virt;
use Sys::Virt::Admin;
use Sys::Virt::LXC;
use Sys::Virt::QEMU;
use Sys::Virt::Event;
use SysVirtTest;

# Name, prototype ("-": none), arguments of each sub. A sub without a prototype takes whatever it is given.
my @subs = do {
    open my $data, '<', 't/data/usage.tsv' or die "t/data/usage.tsv: $!";
    map { chomp; [ split /\t/, $_, -1 ] } grep { !/^#/ } <$data>;
};
my @strict = grep { $_->[1] ne '-' } @subs;

# The names of those subs for which `$right` is false.
sub wrong {
    my ($right, @rows) = @_;
    return [ map { $_->[0] } grep { !$right->(@$_) } @rows ];
}

# What a call with this number of arguments says, if it is more than perl itself would allow, too.
sub complaint {
    my ($name, $count) = @_;
    no strict 'refs';
    my $function = \&$name;
    return exception { &$function((0) x $count) };
}

subtest 'every sub' => sub {
    cmp_ok scalar @subs, '>', 100, 'there are some';
    is_deeply wrong(sub { no strict 'refs'; defined &{ $_[0] } }, @subs), [], 'is there';
    is_deeply wrong(sub { $_[0] =~ /^(.+)::(\w+)$/ && $1->can($2) }, @subs), [], 'is a method';
};

subtest 'prototypes' => sub {
    is_deeply wrong(sub { defined prototype($_[0]) && prototype($_[0]) eq $_[1] =~ tr/()//dr }, @strict), [],
        'as released';
    is_deeply wrong(sub { !defined prototype($_[0]) }, grep { $_->[1] eq '-' } @subs), [], 'or none';
};

subtest 'too few arguments' => sub {
    my $right = sub {
        my ($name, $prototype, $args) = @_;
        my $least = $prototype =~ /^([^;]*)/ ? $1 =~ tr/$// : 0;
        return 1 unless $least;
        return !grep { complaint($name, $_) !~ /^Usage: \Q$name($args) at $0 line\E \d+\.\n\z/ }
            0 .. $least - 1;
    };
    is_deeply wrong($right, @strict), [], 'are refused';
};

subtest 'too many arguments' => sub {
    my $right = sub {
        my ($name, $prototype, $args) = @_;
        return 1 if $prototype =~ /\@/;
        my $most = $prototype =~ tr/$//;
        return !grep { complaint($name, $most + $_) !~ /^Usage: \Q$name($args) at $0 line\E \d+\.\n\z/ } 1, 5;
    };
    is_deeply wrong($right, @strict), [], 'are refused';
};

subtest 'what a sub without a prototype is not given' => sub {
    my $conn = test_connection();
    my $domain = $conn->get_domain_by_name('test');
    my @warnings = warnings_of {
        is_libvirt_error exception { $conn->get_domain_by_name }, Sys::Virt::Error::ERR_NO_DOMAIN,
            'is undef, as if it were Perl';
    };
    like "@warnings", qr/^Use of uninitialized value/, 'with the warning for it';
    is scalar @warnings, 1, 'once';
    no warnings 'uninitialized';
    is_libvirt_error exception { $conn->create_domain }, Sys::Virt::Error::ERR_XML_DETAIL, 'a document';
    is_libvirt_error exception { $conn->get_secret_by_usage }, Sys::Virt::Error::ERR_NO_SUPPORT,
        'two of them';
    like exception { $conn->get_domain_by_uuid }, qr/^UUID must be /, 'a uuid';
    like exception { $conn->get_storage_pool_by_volume }, qr/: vol is not .* \(argument 2, got undef\)/,
        'an object';
    like exception { Sys::Virt::create_domain() }, qr/: con is not .* \(argument 1, got undef\)/, 'the first';
    is exception { () = map { $conn->get_domain_by_id(@$_) } [1] }, undef, 'what is given is taken';
};

subtest 'subs without a prototype' => sub {
    my $conn = test_connection();
    is $conn->get_domain_by_name('test', 'more', 1)->get_name, 'test', 'take more arguments than they need';
    is scalar(my @domains = $conn->list_domains(1, 2, 3)), 1, 'and lists do';
    is(Sys::Virt::get_domain_by_id($conn, 1)->get_name, 'test', 'called as a function');
};

subtest 'prototypes are seen by perl' => sub {
    like exception { eval 'Sys::Virt::Domain::get_name(); 1' or die $@ },
        qr/^Not enough arguments for Sys::Virt::Domain::get_name/, 'too few';
    like exception { eval 'Sys::Virt::Domain::get_name(1, 2); 1' or die $@ },
        qr/^Too many arguments for Sys::Virt::Domain::get_name/, 'too many';
};

done_testing;
