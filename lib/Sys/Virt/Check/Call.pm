package Sys::Virt::Check::Call;

use 5.020;
use strict;
use warnings;

sub new {
    my ($class, $source, $word) = @_;
    my ($type, $is_class) = $source->receiver($word);
    my $list = $word->snext_sibling;
    $list = undef unless $list && $list->isa('PPI::Structure::List');
    return bless { word => $word, class => $type, is_class => $is_class, list => $list }, $class;
}

# The arguments, each as the array of its elements.
sub args {
    my $self = shift;
    return @{ $self->{args} //= [ $self->{list} ? Sys::Virt::Check::Source::arguments($self->{list}) : () ] };
}

# The text of an argument, undef where there is none.
sub arg {
    my ($self, $number) = @_;
    my $arg = ($self->args)[$number] // return undef;
    return join '', map { $_->content } @$arg;
}

# How many arguments there are, and undef where that cannot be told: a list or a call may stand for many.
sub count {
    my $self = shift;
    for my $arg ($self->args) {
        return undef if grep { _is_open($_) } @$arg;
        my $first = $arg->[0];
        return undef if @$arg == 1 && $first->isa('PPI::Structure::List');
    }
    return scalar $self->args;
}

# What may be none or many of a list.
sub _is_open {
    my $element = shift;
    return $element->content =~ /\A[\@%]/
        if $element->isa('PPI::Token::Symbol') || $element->isa('PPI::Token::Cast');
    return $element->content =~ /\A[\@%]/ if $element->isa('PPI::Token::Magic');
    return 1 if $element->isa('PPI::Token::QuoteLike::Words');
    return 0 unless $element->isa('PPI::Token::Word');

    # Constants and literals are one; what else is called may return many.
    return $element->content !~ /\A(?:Sys::Virt::(?:\w+::)*[A-Z0-9_]+|[A-Z][A-Z0-9_]*|undef|sub|my|scalar)\z/
        && $element->content !~ /\ASys::Virt(?:::\w+)*\z/;
}

# The sub that is written as an argument: its block.
sub handlers {
    my $self = shift;
    return map { $_->[1] }
        grep { @$_ == 2 && $_->[0] eq 'sub' && $_->[1]->isa('PPI::Structure::Block') } $self->args;
}

# The elements around it, from the inside out.
sub around {
    my $self = shift;
    my @around;
    for (my $element = $self->{word}->parent; $element; $element = $element->parent) {
        push @around, $element;
    }
    return @around;
}

sub class { return shift->{class} }

sub is_class { return shift->{is_class} }

sub element { return shift->{word} }

sub name { return shift->{word}->content }

1;

__END__

=encoding utf8

=head1 NAME

Sys::Virt::Check::Call - A method call in a program's source

=head1 DESCRIPTION

Part of C<sys-virt-check scan>.

=head1 METHODS

=head2 arg

  my $text = $call->arg($number);

The text of an argument, undef where there is none.

=head2 args

The arguments, an array of tokens for each.

=head2 around

The elements that it stands in, from the inside out.

=head2 class

The class of its object, undef where that is not known.

=head2 count

The number of arguments, undef where a list among them may be of any length.

=head2 element

The token that is the method's name.

=head2 handlers

The blocks of the subs that are written as its arguments.

=head2 is_class

Whether it is called on the class itself.

=head2 name

The name of the method.

=head2 new

  my $call = Sys::Virt::Check::Call->new($source, $word);

The call of the method that this token names.

=head1 SEE ALSO

L<sys-virt-check>.

=head1 AUTHORS

The Sys::Virt contributors.

=head1 LICENSE

This is free software under the same terms as Perl 5 itself.

=cut
