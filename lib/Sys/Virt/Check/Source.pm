package Sys::Virt::Check::Source;

use 5.020;
use strict;
use warnings;

use PPI;
use Sys::Virt::Check::Call;

# A value whose class depends on who calls says nothing of its class; any other that is not known takes it away.
my $UNKNOWN = 'unknown';
my $SILENT = qr/\A(?:shift(?:\(\))?|undef|\@_|\$_\[\d+\]|)\z/;

# Words after which a list comes whose elements are $_ in the block before it.
my %ELEMENTS = map { $_ => 1 } qw(any all first grep map none);

sub new {
    my ($class, $path, $interface) = @_;
    my $document = PPI::Document->new($path, readonly => 1)
        or die "$path: " . (PPI::Document->errstr // 'no Perl') . "\n";
    $document->index_locations;
    my $self = bless { path => $path, document => $document, interface => $interface, types => {} }, $class;

    $self->{subs} = { map { ($_->name // '' => $_) } $self->find('PPI::Statement::Sub') };

# What is known of one variable helps with the next. When no more comes to be known, what is not takes away from it.
    for my $is_doubting (0, 1) {
        $self->{is_doubting} = $is_doubting;
        my $before = -1;
        for (1 .. 20) {
            $self->_learn;
            my $after = grep { $self->_known($_) } keys %{ $self->{types} };
            last if $after == $before;
            $before = $after;
        }
    }
    return $self;
}

sub path { return shift->{path} }

# Whether another program loads it, which may do what is missing here.
sub is_module { return shift->{path} =~ /\.pm\z/ }

# Whether it gives libvirt its own event loop.
sub registers_loop {
    my $self = shift;
    return scalar grep { /\A&?(?:Sys::Virt::Event::)?register_default\z/ } $self->find('PPI::Token::Word'),
        $self->find('PPI::Token::Symbol');
}

sub interface { return shift->{interface} }

sub find { return @{ $_[0]{document}->find($_[1]) || [] } }

# What stands in parentheses, parted by commas: an array of tokens for each argument.
sub arguments {
    my $list = shift;
    return _split(map { $_->isa('PPI::Statement') ? $_->schildren : $_ } $list->schildren);
}

# The names of subs that this file puts into packages of Sys::Virt.
sub additions {
    my $self = shift;
    my %added;
    for my $sub ($self->find('PPI::Statement::Sub')) {
        my $name = $sub->name // next;
        $name = _package_of($sub) . "::$name" unless $name =~ /::/;
        $added{$name} = 1 if $name =~ /\ASys::Virt\b/;
    }
    for my $glob ($self->find('PPI::Token::Symbol')) {
        $added{$1} = 1 if $glob->content =~ /\A\*(Sys::Virt::\w+(?:::\w+)*)\z/;
    }
    return keys %added;
}

# Each call of a method, with the class of its object as far as it can be told.
sub calls {
    my $self = shift;
    return @{
        $self->{calls} //= [
            map { Sys::Virt::Check::Call->new($self, $_) } grep {
                my $operator = $_->sprevious_sibling;
                $operator && $operator->isa('PPI::Token::Operator') && $operator->content eq '->'
            } $self->find('PPI::Token::Word')
        ]
    };
}

# The class of what a call is made on: (class, whether it is the class itself).
sub receiver {
    my ($self, $method) = @_;
    my $before = $method->sprevious_sibling->sprevious_sibling or return;
    return $before->content, 1 if $before->isa('PPI::Token::Word') && _is_class($before);
    return $self->_type_until($before), 0;
}

sub _is_class {
    my $word = shift;
    my $before = $word->sprevious_sibling;
    return $word->content =~ /\ASys::Virt(?:::\w+)*\z/
        && !($before && $before->isa('PPI::Token::Operator') && $before->content eq '->');
}

sub _package_of {
    my $element = shift;
    while ($element) {
        for (my $before = $element; $before; $before = $before->sprevious_sibling) {
            return $before->namespace if $before->isa('PPI::Statement::Package');
        }
        $element = $element->parent;
    }
    return 'main';
}

# The class of the expression that ends with this element, or undef.
sub _type_until {
    my ($self, $last) = @_;
    my $before = $last->sprevious_sibling;
    if ($last->isa('PPI::Structure::Subscript')) {
        return $self->_known(_sub_name($last) . "#$1")
            if $before eq '$_' && $last->content =~ /\A\[(\d+)\]\z/;
        my $key = $last->content =~ s/\s|["']//gr;
        return $self->_known($key) if $key =~ /\A\{\w+\}\z/;
        while ($before && !$before->isa('PPI::Token::Symbol')) { $before = $before->sprevious_sibling }
        return $before ? $self->_known($before->symbol) : undef;
    }
    if ($last->isa('PPI::Token::Magic')) {
        return 'Sys::Virt::Error' if $last->content eq '$@';
        return $last->content eq '$_' ? $self->_topic($last) : undef;
    }
    if ($last->isa('PPI::Token::Symbol')) {
        return ($last =~ /\A\$[ab]\z/ ? $self->_topic($last, qr/\Asort\z/) : undef)
            // $self->_known($last->symbol);
    }
    if ($last->isa('PPI::Structure::List') && $before && $before->isa('PPI::Token::Word')) {
        return $self->_type_of_call($before);
    }
    return $self->_type_of_call($last) if $last->isa('PPI::Token::Word');
    return undef;
}

sub _type_of_call {
    my ($self, $word) = @_;
    my $name = $word->content;
    my $before = $word->sprevious_sibling;
    return $self->_known("$name()") unless $before && $before->content eq '->';
    my ($class, $is_class) = $self->receiver($word);
    return $self->_known("$name()") unless defined $class;
    return $class if $is_class && $name eq 'new';
    my $method = $self->{interface}->has_class($class) && $self->{interface}->method($class, $name);
    return $method ? $method->{returns} : undef;
}

# What $_ is: an element of the list that stands behind the block, or behind `for`. Likewise $a and $b.
sub _topic {
    my ($self, $element, $word) = @_;
    for (my $inner = $element; $inner; $inner = $inner->parent) {
        my $before = $inner->sprevious_sibling;
        if ($inner->isa('PPI::Structure::Block') && $before) {
            my $takes_block =
                $before->isa('PPI::Token::Word') && ($word ? $before =~ $word : $ELEMENTS{$before});
            return $self->_type_of_list(_rest($inner)) if $takes_block;
            return $self->_type_of_list($before->schildren)
                if $before->isa('PPI::Structure::List') && $inner->parent->isa('PPI::Statement::Compound');
        }
        if ($inner->isa('PPI::Statement')) {
            my ($for) = grep { $_->isa('PPI::Token::Word') && /\Afor(?:each)?\z/ } $inner->schildren;
            return $self->_type_of_list(_rest($for)) if $for && !$inner->isa('PPI::Statement::Compound');
        }
        return undef if $inner->isa('PPI::Statement::Sub');
    }
    return undef;
}

# The significant elements that follow in the same statement.
sub _rest {
    my $element = shift;
    my @rest;
    while ($element = $element->snext_sibling) { push @rest, $element }
    return @rest;
}

# The class of the elements of a list, given as tokens.
sub _type_of_list {
    my ($self, @list) = @_;
    pop @list while @list && $list[-1]->isa('PPI::Token::Structure');
    @list = $list[0]->schildren if @list == 1 && $list[0]->isa('PPI::Statement');
    if (@list && $list[0]->isa('PPI::Token::Word') && $list[0] =~ /\A(?:sort|grep|reverse)\z/) {
        shift @list;
        shift @list if @list && $list[0]->isa('PPI::Structure::Block');
        return $self->_type_of_list(@list);
    }
    return $self->_type_of_list($list[0]->schildren) if @list == 1 && $list[0]->isa('PPI::Structure::List');

    # Several of one class.
    my %type;
    for my $part (_split(@list)) { $type{ $self->_type(@$part) // $UNKNOWN } = 1 }
    my ($type, $other) = keys %type;
    return defined $type && $type ne $UNKNOWN && !defined $other ? $type : undef;
}

# Lists of tokens, parted by commas.
sub _split {
    my @parts = ([]);
    for my $token (@_) {
        if ($token->isa('PPI::Token::Operator') && $token->content =~ /\A(?:,|=>)\z/) { push @parts, [] }
        else { push @{ $parts[-1] }, $token }
    }
    pop @parts unless @{ $parts[-1] };
    return @parts;
}

# The class of an expression, given as tokens: one chain of calls, perhaps in an eval, perhaps with `or die` behind.
sub _type {
    my ($self, @tokens) = @_;
    my @chain;
    for (@tokens) {
        last if $_->isa('PPI::Token::Structure');
        last if $_->isa('PPI::Token::Operator') && /\A(?:or|and|\|\||\/\/)\z/;
        last if @chain && $_->isa('PPI::Token::Word') && /\A(?:if|unless|for|foreach|while)\z/;
        push @chain, $_;
    }
    return undef unless @chain;
    if (@chain == 2 && $chain[0] =~ /\A(?:eval|do)\z/ && $chain[1]->isa('PPI::Structure::Block')) {
        my ($last) = reverse grep { $_->isa('PPI::Statement') } $chain[1]->schildren;
        return $last ? $self->_type($last->schildren) : undef;
    }

    # `new Sys::Virt(...)`
    return $chain[1]->content if $chain[0] eq 'new' && @chain > 1 && $chain[1]->isa('PPI::Token::Word');
    my $previous;
    for (@chain) {
        return undef if $_->isa('PPI::Token::Operator') && $_ ne '->';
        return undef if $_->isa('PPI::Token::Word') && $previous && $previous->isa('PPI::Token::Word');
        $previous = $_;
    }
    return $self->_type_until($chain[-1]);
}

sub _known {
    my ($self, $name) = @_;
    my @types = keys %{ $self->{types}{$name} || {} };
    return @types == 1 && $types[0] ne $UNKNOWN ? $types[0] : undef;
}

sub _learn {
    my $self = shift;
    my $types = $self->{next} = {};
    $self->_learn_assignment($_)
        for grep { $_->content =~ /\A(?:\|\||\/\/)?=\z/ } $self->find('PPI::Token::Operator');
    $self->_learn_loop($_) for $self->find('PPI::Statement::Compound');
    $self->_learn_return($_) for $self->find('PPI::Statement::Sub');
    $self->_learn_arguments($_) for $self->find('PPI::Token::Word');
    $self->_learn_pair($_) for grep { $_->content eq '=>' } $self->find('PPI::Token::Operator');
    $self->{types} = delete $self->{next};
    return;
}

sub _note {
    my ($self, $name, $type) = @_;
    $self->{next}{$name}{ $type // $UNKNOWN } = 1 if defined $type || $self->{is_doubting};
    return;
}

sub _learn_assignment {
    my ($self, $operator) = @_;
    my @value = _rest($operator);
    my $text = join '', map { $_->content } grep { !$_->isa('PPI::Token::Structure') } @value;
    my $target = $operator->sprevious_sibling or return;
    my $own_default = $text =~ /\A(?:shift|\$_\[\d+\])(?:\|\||\/\/)/;
    return $self->_learn_parameters($operator, $target, $text) if $text =~ $SILENT;
    if ($target->isa('PPI::Structure::List')) {
        my @names = map { $_->symbol } @{ $target->find('PPI::Token::Symbol') || [] };
        $self->_note($_, @names == 1 ? $self->_type_of_list(@value) : undef) for @names;
        return;
    }
    return if $own_default;
    if ($target->isa('PPI::Structure::Subscript')) {
        my $key = $target->content =~ s/\s|["']//gr;
        $self->_note($key, $self->_type(@value)) if $key =~ /\A\{\w+\}\z/;
        return;
    }
    return unless $target->isa('PPI::Token::Symbol');
    my $name = $target->symbol;
    my $type = $name =~ /\A\$/ ? $self->_type(@value) : $self->_type_of_list(@value);

    # A list in scalar context is a number, or its last element.
    if (my ($method) = $name =~ /\A\$/ && $type ? $text =~ /->(\w+)(?:\([^()]*\))?\z/ : ()) {
        for my $class ($self->{interface}->classes) {
            my $known = $self->{interface}->method($class, $method);
            undef $type if $known && $known->{list};
        }
    }
    $self->_note($name, $type);
    return;
}

# my ($dom, $name) = @_, and the like: from what the sub is called with in this file.
sub _learn_parameters {
    my ($self, $operator, $target, $text) = @_;
    my $name = _sub_name($operator);
    my @symbols =
        $target->isa('PPI::Token::Symbol') ? $target : @{ $target->find('PPI::Token::Symbol') || [] };
    my $first = 0;
    if ($text =~ /\A(?:shift|\@_)/) {
        my $block = _sub_block($operator) // return;
        my $shifts = $block->find(sub { $_[1]->isa('PPI::Token::Word') && $_[1] eq 'shift' }) || [];
        $first = grep { _is_before($_, $operator) } @$shifts;
    } elsif ($text =~ /\A\$_\[(\d+)/) {
        $first = $1;
    }
    for my $i (0 .. $#symbols) {
        my $parameter = "$name#" . ($first + $i);
        $self->_note($symbols[$i]->symbol, $self->_known($parameter)) if $self->{types}{$parameter};
    }
    return;
}

# What the subs of this file are called with: by themselves, as methods, and by libvirt.
sub _learn_arguments {
    my ($self, $word) = @_;
    my $list = $word->snext_sibling;
    return unless $list && $list->isa('PPI::Structure::List');
    my @args = arguments($list);
    my $before = $word->sprevious_sibling;
    my $is_method = $before && $before->isa('PPI::Token::Operator') && $before eq '->';
    if ($self->{subs}{$word}) {
        return if $before && $before eq 'sub';
        for my $i (0 .. $#args) {
            next if join('', map { $_->content } @{ $args[$i] }) =~ $SILENT;
            last if $args[$i][0]->content =~ /\A[\@%]/;
            $self->_note("$word#" . ($is_method ? $i + 1 : $i), $self->_type(@{ $args[$i] }));
        }
    }
    my ($kind) = $is_method ? $word =~ /\A(\w+)_event_register(?:_any)?\z/ : () or return;
    my $class = 'Sys::Virt::' . join '', map { ucfirst } split /_/, $kind;
    my $name = $self->_name_of_sub(@{ $args[-1] || [] }) // return;
    $self->_note("$name#0", 'Sys::Virt');
    $self->_note("$name#1", $class);
    return;
}

# What a sub is called here, that is given as `sub { }`, `\&name` or in a variable.
sub _name_of_sub {
    my ($self, @tokens) = @_;
    return undef unless @tokens;
    return _block_name($tokens[1]) if @tokens == 2 && $tokens[0] eq 'sub';
    my $text = join '', map { $_->content } @tokens;
    return $1 if $text =~ /\A\\&(\w+)\z/;
    return undef unless $text =~ /\A\$\w+\z/;
    for my $symbol (grep { $_->symbol eq $text } $self->find('PPI::Token::Symbol')) {
        my ($equals, $sub, $block) = _rest($symbol);
        return _block_name($block)
            if $block && $equals eq '=' && $sub eq 'sub' && $block->isa('PPI::Structure::Block');
    }
    return undef;
}

sub _block_name { return 'sub ' . join ':', @{ shift->location }[ 0, 1 ] }

# The sub around an element: its name, and its block.
sub _sub_name {
    my $block = _sub_block(shift) // return 'main';
    return $block->parent->isa('PPI::Statement::Sub') ? $block->parent->name // '' : _block_name($block);
}

sub _sub_block {
    my $element = shift;
    while ($element = $element->parent) {
        next unless $element->isa('PPI::Structure::Block');
        return $element if $element->parent->isa('PPI::Statement::Sub');
        my $before = $element->sprevious_sibling;
        return $element if $before && $before eq 'sub';
    }
    return undef;
}

sub _is_before {
    my ($one, $two) = map { $_->location } @_;
    return $one->[0] < $two->[0] || ($one->[0] == $two->[0] && $one->[1] < $two->[1]);
}

# for my $dom (LIST) { ... }
sub _learn_loop {
    my ($self, $statement) = @_;
    my ($word, @rest) = $statement->schildren;
    return unless $word =~ /\Afor(?:each)?\z/;
    shift @rest if @rest && $rest[0] =~ /\A(?:my|our)\z/;
    return unless @rest > 1 && $rest[0]->isa('PPI::Token::Symbol') && $rest[1]->isa('PPI::Structure::List');
    $self->_note($rest[0]->symbol, $self->_type_of_list($rest[1]->schildren));
    return;
}

# What a sub of the file's own returns.
sub _learn_return {
    my ($self, $sub) = @_;
    my $block = $sub->block or return;
    my $name = ($sub->name // return) . '()';
    my @returns =
        @{ $block->find(sub { $_[1]->isa('PPI::Statement::Break') && $_[1]->schild(0) eq 'return' }) || [] };
    for my $return (@returns) {
        my (undef, @value) = $return->schildren;
        next if !@value || $value[0]->isa('PPI::Token::Structure') || $value[0] =~ /\A(?:undef|if|unless)\z/;
        $self->_note($name, $self->_type(@value));
    }
    my ($last) = reverse grep { $_->isa('PPI::Statement') } $block->schildren;
    $self->_note($name, $self->_type($last->schildren)) if $last && !$last->isa('PPI::Statement::Break');
    return;
}

# conn => VALUE, in a hash that `->{conn}` reads elsewhere.
sub _learn_pair {
    my ($self, $arrow) = @_;
    my $key = $arrow->sprevious_sibling or return;
    return unless $key->content =~ /\A["']?(\w+)["']?\z/;
    my $name = "{$1}";
    my @value = @{ (_split(_rest($arrow)))[0] || [] };
    my $text = join '', map { $_->content } @value;
    return if $text =~ $SILENT;
    $self->_note($name, $self->_type(@value));
    return;
}

1;

__END__

=encoding utf8

=head1 NAME

Sys::Virt::Check::Source - A program's source, and of what class its objects are

=head1 DESCRIPTION

Part of C<sys-virt-check scan>: a Perl file that L<PPI> has read. What class a variable holds is told
by all that the file assigns to one of that name: objects that Sys::Virt makes, loops over its lists,
what subs of the file are called with. Where one of these is not known, neither is the variable.

=head1 METHODS

=head2 additions

The full names of subs that the file adds to packages of Sys::Virt.

=head2 arguments

  my @args = Sys::Virt::Check::Source::arguments($list);

The arguments in a pair of parentheses, an array of tokens for each.

=head2 calls

Each method call, as a L<Sys::Virt::Check::Call>.

=head2 find

  my @elements = $source->find($class);

The elements of a class of PPI.

=head2 interface

The L<Sys::Virt::Check::Interface> that it goes by.

=head2 is_module

Whether the file is a module.

=head2 new

  my $source = Sys::Virt::Check::Source->new($path, $interface);

Reads a file. Throws where it is no Perl.

=head2 path

The path of the file.

=head2 receiver

  my ($class, $is_class) = $source->receiver($word);

What a method is called on: the class, where that is known, and whether it is the class itself.

=head2 registers_loop

Whether the file registers libvirt's own event loop.

=head1 SEE ALSO

L<sys-virt-check>.

=head1 AUTHORS

The Sys::Virt contributors.

=head1 LICENSE

This is free software under the same terms as Perl 5 itself.

=cut
