# Objects: released by hand, forged, of the wrong class, of a subclass; and what calls with them say.

use strict;
use warnings;

use lib 't/lib';

use Scalar::Util qw(refaddr reftype);
use Storable 'dclone';
use Test::More;
use Sys::Virt;
use SysVirtTest;

# One method for each class, and what its first argument is called.
my %method = (
    'Sys::Virt' => [ 'get_uri', 'con' ],
    'Sys::Virt::Domain' => [ 'get_name', 'dom' ],
    'Sys::Virt::Network' => [ 'get_name', 'net' ],
    'Sys::Virt::StoragePool' => [ 'get_name', 'pool' ],
    'Sys::Virt::StorageVol' => [ 'get_name', 'vol' ],
    'Sys::Virt::Stream' => [ 'finish', 'st' ],
);
my $volume = '<volume><name>vol</name><capacity>1048576</capacity></volume>';

# A new object of each class.
sub objects {
    my $conn = test_connection();
    my $pool = $conn->get_storage_pool_by_name('default-pool');
    return (
        'Sys::Virt' => test_connection(),
        'Sys::Virt::Domain' => $conn->get_domain_by_name('test'),
        'Sys::Virt::Network' => $conn->get_network_by_name('default'),
        'Sys::Virt::StoragePool' => $pool,
        'Sys::Virt::StorageVol' => $pool->create_volume($volume),
        'Sys::Virt::Stream' => $conn->new_stream,
    );
}

# Calls the method of `$class` as a function, with anything for its object.
sub call {
    my ($class, @args) = @_;
    my $function = $class->can($method{$class}[0]);
    return $function->(@args);
}

subtest 'what an object is' => sub {
    my %objects = objects();
    for my $class (sort keys %objects) {
        is ref $objects{$class}, $class, "$class: right class";
        is reftype $objects{$class}, 'SCALAR', "$class: a scalar";
        like ${ $objects{$class} }, qr/^[1-9]\d*$/, "$class: with a number";
    }
};

subtest 'DESTROY by hand' => sub {
    my %code = (
        'Sys::Virt' => Sys::Virt::Error::ERR_INVALID_CONN,
        'Sys::Virt::Domain' => Sys::Virt::Error::ERR_INVALID_DOMAIN,
        'Sys::Virt::Network' => Sys::Virt::Error::ERR_INVALID_NETWORK,
        'Sys::Virt::StoragePool' => Sys::Virt::Error::ERR_INVALID_STORAGE_POOL,
        'Sys::Virt::StorageVol' => Sys::Virt::Error::ERR_INVALID_STORAGE_VOL,
        'Sys::Virt::Stream' => Sys::Virt::Error::ERR_INVALID_STREAM,
    );
    my %objects = objects();
    for my $class (sort keys %objects) {
        my $object = $objects{$class};
        is_deeply [ $object->DESTROY ], [], "$class: returns nothing";
        is $$object, 0, "$class: the number is 0";
        is_deeply [ $object->DESTROY ], [], "$class: twice";
        my $error = exception { call($class, $object) };
        is_libvirt_error $error, $code{$class}, "$class: right error";
        like $error,
            qr/message: invalid (?:domain|network|storage pool|storage volume|stream|connection) pointer in /,
            "$class: right message";
    }
};

subtest 'clean-up after the connection is gone' => sub {
    my $conn = test_connection();
    $conn->DESTROY;
    is_deeply [ $conn->domain_event_deregister ], [], 'domain_event_deregister does nothing';
    is_deeply [ $conn->unregister_close_callback ], [], 'nor does unregister_close_callback';
    for my $kind (qw(domain network node_device secret storage_pool)) {
        my $method = "${kind}_event_deregister_any";
        is_deeply [ $conn->$method(0) ], [], "nor $method";
    }
};

subtest 'DESTROY of a connection' => sub {
    my $conn = test_connection();
    my $domain = $conn->get_domain_by_name('test');
    $conn->DESTROY;
    is $domain->get_name, 'test', 'its domain lives';
    like $domain->get_xml_description, qr/<name>test</, 'and can ask the driver';
    is_libvirt_error exception { $conn->$_ }, Sys::Virt::Error::ERR_INVALID_CONN, $_
        for qw(get_hostname get_type get_uri is_alive list_all_domains num_of_domains new_stream);
    is_libvirt_error exception { $conn->get_domain_by_name('test') }, Sys::Virt::Error::ERR_INVALID_CONN,
        'a lookup';
};

subtest 'no object at all' => sub {
    my %wrong = (
        'undef' => undef,
        'a number' => 1,
        'a string' => 'test',
        'a class' => 'Sys::Virt::Domain',
        'an unblessed reference' => \1,
        'a code reference' => sub { },
    );
    for my $class (sort keys %method) {
        my ($method, $name) = @{ $method{$class} };
        for my $what (sort keys %wrong) {
            my @warnings = warnings_of {
                like exception { call($class, $wrong{$what}) },
                    qr/^\Q${class}::$method: $name is not a $class object\E \(argument 1, got .* at \Q$0\E line \d+\.$/,
                    "$class: $what";
            };
            is_deeply \@warnings, [], 'no warning';
        }
    }
};

subtest 'an object of another class' => sub {
    my %objects = objects();
    for my $class (sort keys %objects) {
        my ($method, $name) = @{ $method{$class} };
        for my $other (grep { $_ ne $class } sort keys %objects) {
            like exception { call($class, $objects{$other}) },
                qr/^\Q${class}::$method: $name is not a $class object\E \(argument 1, got /, "$other for $class";
        }
    }
};

subtest 'a forged object' => sub {
    my %objects = objects();
    for my $class (sort keys %method) {
        my ($method, $name) = @{ $method{$class} };
        my $number = ${ $objects{$class} };
        my %forged = (
            'a copied number' => bless(\(my $copy = $number), $class),
            'another number' => bless(\(my $another = 0x1234), $class),
            'no number' => bless(\(my $nothing), $class),
            'a hash' => bless({}, $class),
            'a reference' => bless(\(my $ref = \1), $class),
            'a copy of Storable' => dclone($objects{$class}),
        );
        for my $what (sort keys %forged) {
            like exception { call($class, $forged{$what}) },
                qr/^\Q${class}::$method: $name is a copy without a connection behind it (argument 1, got a $class object)\E/,
                "$class: $what";
        }
        is_deeply [ warnings_of { undef %forged } ], [], "$class: they vanish in silence";
        is exception { $class eq 'Sys::Virt::Stream' || call($class, $objects{$class}) }, undef,
            "$class: the real one works";
    }
};

subtest 'a number that a program has changed' => sub {
    my %objects = objects();
    my $domain = $objects{'Sys::Virt::Domain'};
    $$domain = 0x1234;
    is $domain->get_name, 'test', 'is not looked at';
};

subtest 'an object in a later argument' => sub {
    my %objects = objects();
    my ($vol, $stream) = @objects{qw(Sys::Virt::StorageVol Sys::Virt::Stream)};
    like exception { $vol->download($_, 0, 0) },
        qr{^\QSys::Virt::StorageVol::download: st is not a Sys::Virt::Stream object\E \(argument 2, }, 'right argument'
        for undef, 'stream', \1, $vol;

    $stream->DESTROY;
    is_libvirt_error exception { $vol->download($stream, 0, 0) }, Sys::Virt::Error::ERR_INVALID_STREAM,
        'a released one';
};

subtest 'subclasses' => sub {
    my $conn = My::Connection->new(uri => 'test:///default');
    is ref $conn, 'My::Connection', 'right class';
    is $conn->get_type, 'TEST', 'an inherited method';
    is $conn->answer, 42, 'a method of its own';
    is ref $conn->new(uri => 'test:///default'), 'My::Connection', 'new of an object';
    is ref $conn->get_domain_by_name('test'), 'Sys::Virt::Domain', 'its domains are of the usual class';

    my $domain = My::Domain->_new(connection => $conn, name => 'test');
    is ref $domain, 'My::Domain', 'a domain';
    is $domain->get_id, 1, 'id';
};

subtest 'a subclass with a DESTROY of its own' => sub {
    my $before = $My::Domain::destroyed // 0;
    my $number;
    {
        my $domain = My::Domain->_new(connection => test_connection(), name => 'test');
        $number = $$domain;
        is $domain->get_name, 'test', 'usable';
    }
    is $My::Domain::destroyed, $before + 1, 'is called once';
    is $My::Domain::name, 'test', 'while the object still works';
};

subtest 'blessed again' => sub {
    my $domain = test_connection()->get_domain_by_name('test');
    bless $domain, 'My::Domain';
    is $domain->get_name, 'test', 'as a subclass';
    bless $domain, 'My::Stranger';
    is Sys::Virt::Domain::get_name($domain), 'test', 'as a stranger, which it is only in name';
    bless $domain, 'Sys::Virt::Domain';
    is $domain->get_name, 'test', 'as it was';
};

subtest 'copies of the reference' => sub {
    my $domain = test_connection()->get_domain_by_name('test');
    my $same = $domain;
    undef $domain;
    is $same->get_name, 'test', 'keep the object alive';
    my $other = \(my $value = $$same);
    like exception { Sys::Virt::Domain::get_name($other) }, qr/dom is not a Sys::Virt::Domain object/,
        'a copy of the value is no object';
};

subtest 'each lookup gives an object of its own' => sub {
    my $conn = test_connection();
    my ($one, $two) = map { $conn->get_domain_by_name('test') } 1 .. 2;
    isnt refaddr $one, refaddr $two, 'two objects';
    $one->DESTROY;
    is $two->get_name, 'test', 'the second outlives the first';
};

package My::Connection;

BEGIN { our @ISA = 'Sys::Virt' }

sub answer { 42 }

package My::Domain;

BEGIN { our @ISA = 'Sys::Virt::Domain' }

our ($destroyed, $name);

sub DESTROY { $destroyed++; $name = shift->get_name }

package main;

done_testing;
