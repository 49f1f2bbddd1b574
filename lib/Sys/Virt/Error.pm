package Sys::Virt::Error;

use strict;

# What overload.pm would do for ('""' => 'stringify', fallback => 1), without the time it takes to load.
{
    no strict 'refs';
    *{__PACKAGE__ . '::(('}  = sub { };
    *{__PACKAGE__ . '::()'}  = sub { };
    ${__PACKAGE__ . '::()'}  = 1;
    *{__PACKAGE__ . '::(""'} = sub { $_[0]->stringify };
}

sub code { $_[0]{code} }

sub domain { $_[0]{domain} }

sub level { $_[0]{level} }

sub message { $_[0]{message} }

sub stringify {
    my $self = shift;
    my $text = "libvirt error code: $self->{code}, message: $self->{message}";
    return $text =~ /\n\z/ ? $text : "$text\n";
}

1;

__END__
