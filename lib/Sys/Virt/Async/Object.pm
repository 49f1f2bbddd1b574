package Sys::Virt::Async::Object;

# What `async` returns: an object that stands for another, and whose methods start calls.
use strict;

our $AUTOLOAD;
our @CARP_NOT = ('Sys::Virt::Async');

# What does not come as a future, and why; by class and name, or by name.
my $EVENT  = 'it registers a Perl sub, which does not block: call it directly';
my $PIECES = 'a Perl sub would be called for each piece: use send_fd or recv_fd';
our %REFUSED = (
    (
        map { ("Sys::Virt::$_" => $EVENT) }
            qw(domain_event_register domain_event_register_any network_event_register_any
            node_device_event_register_any secret_event_register_any storage_pool_event_register_any
            register_close_callback qemu_monitor_event_register Admin::register_close_callback)
    ),
    (
        map { ("Sys::Virt::$_" => 'it takes a Perl sub off, which does not block: call it directly') }
            qw(domain_event_deregister domain_event_deregister_any network_event_deregister_any
            node_device_event_deregister_any secret_event_deregister_any storage_pool_event_deregister_any
            unregister_close_callback qemu_monitor_event_deregister Admin::unregister_close_callback)
    ),
    'Sys::Virt::Stream::add_callback'    => $EVENT,
    'Sys::Virt::Stream::update_callback' => $EVENT,
    'Sys::Virt::Stream::remove_callback' => $EVENT,
    (map { ("Sys::Virt::Stream::$_" => $PIECES) } qw(recv_all send_all sparse_recv_all sparse_send_all)),
    'Sys::Virt::Stream::recv' => 'it writes into a variable of yours: use recv_fd, or add_callback with a stream that'
        . ' does not block',
    (
        map { ("Sys::Virt::Domain::lxc_enter_$_" => 'it would change a thread beside that of the program: call it directly') }
            qw(cgroup namespace security_label)
    ),
);

# Those that are written in Perl: by name, what is run with what `async` returned in the place of the object.
my %WRITTEN = (
    'Sys::Virt::new'                 => \&_new,
    'Sys::Virt::Admin::new'                 => \&_new_admin,
    'Sys::Virt::Admin::get_library_version' => sub { _version(shift, 'get_library_version') },
    'Sys::Virt::get_version'         => sub { _version(shift, 'get_version') },
    'Sys::Virt::get_library_version' => sub { _version(shift, 'get_library_version') },
    'Sys::Virt::get_major_version'   => sub { _part(@_, sub { int($_[0] / 1_000_000) }) },
    'Sys::Virt::get_minor_version'   => sub { _part(@_, sub { int($_[0] / 1_000) % 1_000 }) },
    'Sys::Virt::get_micro_version'   => sub { _part(@_, sub { $_[0] % 1_000 }) },
    (
        map { my $name = "Sys::Virt::Domain::$_"; ($name => \&$name) }
            qw(migrate migrate2 migrate_to_uri migrate_to_uri2)
    ),
    (
        map { my $name = "Sys::Virt::Stream::$_"; ($name => sub { _moved(\&$name, @_) }) }
            qw(recv_fd send_fd sparse_recv_fd sparse_send_fd)
    ),
);

# The class of what `async` returns, by the class of the object, and back.
my (%proxy_of, %class_of);

# An object that stands for another: its methods start calls.
sub of {
    my $object = shift;
    my $class  = ref $object || $object;
    return bless \$object, $proxy_of{$class} ||= _proxy($class);
}

sub _proxy {
    my $class = shift;
    my $proxy = "Sys::Virt::Async::Object::$class";
    $class_of{$proxy} = $class;
    no strict 'refs';
    @{"${proxy}::ISA"} = (__PACKAGE__);
    require mro;
    for my $name (map { Sys::Virt::Async::_names($_) } @{ mro::get_linear_isa($class) }) {
        my $code = $class->can($name) or next;    # of a part that is not loaded
        _install($proxy, $name, $code) unless UNIVERSAL::can($proxy, $name);
    }
    return $proxy;
}

# The sub that starts a method.
sub _method {
    my ($proxy, $name) = @_;
    my $class = $class_of{$proxy};
    my $code  = $class->can($name) or return;
    if (my $why = _install($proxy, $name, $code)) {
        require Carp;
        Carp::croak("${class}::$name cannot be called asynchronously: $why");
    }
    no strict 'refs';
    return \&{"${proxy}::$name"};
}

# Installs it, or says why there is none.
sub _install {
    my ($proxy, $name, $code) = @_;
    my $full = _name_of($code, $name);
    no strict 'refs';
    return $REFUSED{$full} if $REFUSED{$full};
    if ($WRITTEN{$full}) {
        *{"${proxy}::$name"} = $WRITTEN{$full};
        return;
    }
    return if Sys::Virt::Async::_starter($code, "${proxy}::$name");
    return _is_constant($full) ? 'it is a constant: use it directly' : 'it is written in Perl: call it directly';
}

# Where a sub was defined, as Package::name.
sub _name_of {
    my ($code, $name) = @_;
    require B;
    my $glob = B::svref_2object($code)->GV;
    return $glob->isa('B::SPECIAL') ? $name : $glob->STASH->NAME . "::$name";
}

sub _is_constant {
    my $full = shift;
    return $full =~ /::[A-Z][A-Z0-9_]*\z/ && $full =~ /\ASys::Virt(?:::|\z)/;
}

sub _new {
    my ($proxy, @given) = @_;
    my $class = ref $$proxy || $$proxy;
    my ($open, @args) = Sys::Virt::_opening(@given);
    my $died;
    $args[2] = _asked($args[2], \$died) if $open eq '_open_auth' && defined $args[2];
    my $future = Sys::Virt::Async->can("_start$open")->(@args);
    return $future->then(
        sub { Sys::Virt::Future->done(bless $_[0], $class) },
        sub { Sys::Virt::Future->fail(defined $died ? $died : @_) },
    )->retain;
}

sub _new_admin {
    my ($proxy, %given) = @_;
    my $class = ref $$proxy || $$proxy;
    my $name  = '_start_open_admin';
    Sys::Virt::Async::_starter(\&Sys::Virt::Admin::_open, "Sys::Virt::Async::$name") unless Sys::Virt::Async->can($name);
    return Sys::Virt::Async->can($name)->($given{uri}, $given{flags} || 0)
        ->then(sub { Sys::Virt::Future->done(bless $_[0], $class) })->retain;
}

# A sub of the program that a call on its way asks: what it dies of is what the call fails with.
sub _asked {
    my ($code, $died) = @_;
    return sub {
        my $answer;
        return $answer if eval { $answer = &$code; 1 };
        $$died = $@;
        return -1;
    };
}

# A file that is moved.
sub _moved {
    my ($method, $proxy, $file, $progress) = @_;
    return $method->($proxy, $file) unless defined $progress;
    my $died;
    return $method->($proxy, $file, _asked(sub { &$progress; 0 }, \$died))
        ->else(sub { Sys::Virt::Future->fail(defined $died ? $died : @_) })->retain;
}

sub _version {
    my ($proxy, $name) = @_;
    my $private = $name eq 'get_version' ? '_get_conn_version' : '_get_conn_library_version';
    return ref $$proxy ? $proxy->$private : Sys::Virt::Future->done($$proxy->$name);
}

sub _part {
    my ($proxy, $of) = @_;
    return _version($proxy, 'get_version')->then(sub { Sys::Virt::Future->done($of->(@_)) })->retain;
}

# For what is not there yet: methods in Perl, those that do not start, and those that are not at all.
sub AUTOLOAD {
    my ($self) = @_;
    my $name   = substr $AUTOLOAD, 2 + rindex $AUTOLOAD, '::';
    my $code   = _method(ref $self, $name);
    return &$code if $code;    # goto would keep perl from freeing temporaries
    require Carp;
    my $class = ref $$self || $$self;
    Carp::croak(qq{Can't locate object method "$name" via package "$class"});
}

sub DESTROY { }

sub can {
    my ($self, $name) = @_;
    return UNIVERSAL::can($self, $name) || eval { _method(ref $self, $name) };
}

1;

__END__

=encoding utf8

=head1 NAME

Sys::Virt::Async::Object - What C<async> returns

=head1 DESCRIPTION

An object that stands for another, or for a class, and whose methods start calls and return a
L<Sys::Virt::Future>: see L<Sys::Virt::Async>. It keeps the object alive.

=head1 METHODS

Those of the object's class.

=head2 can

  my $code = $object->async->can($method);

The sub that starts the method, or nothing where there is none.

=head2 of

  my $async = Sys::Virt::Async::Object::of($object);

What C<async> does.

=head1 SEE ALSO

L<Sys::Virt::Async>.

=head1 AUTHORS

The Sys::Virt contributors.

=head1 LICENSE

This is free software under the same terms as Perl 5 itself.

=cut
