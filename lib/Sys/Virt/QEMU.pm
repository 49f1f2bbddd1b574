package Sys::Virt::QEMU;

use strict;

require Sys::Virt;
Sys::Virt::_load(__PACKAGE__);

1;

__END__

=encoding utf8

=head1 NAME

Sys::Virt::QEMU - What only QEMU has: its monitor and the guest agent

=head1 SYNOPSIS

  use JSON::PP;
  use Sys::Virt;
  use Sys::Virt::QEMU;

  my $conn = Sys::Virt->new(uri => 'qemu:///system');
  my $dom = $conn->get_domain_by_name('web');

  # QEMU's monitor: JSON goes in, JSON comes out.
  my $reply = $dom->qemu_monitor_command(
      encode_json({ execute => 'query-status' }));
  print decode_json($reply)->{return}{status}, "\n";

  # The agent inside the guest, with ten seconds to answer.
  $reply = $dom->qemu_agent_command(
      encode_json({ execute => 'guest-get-host-name' }), 10);
  print decode_json($reply)->{return}{'host-name'}, "\n";

=head1 DESCRIPTION

Loading this module adds the functions of F<libvirt-qemu> to L<Sys::Virt> and L<Sys::Virt::Domain>:

=over 4

=item *

L<Sys::Virt::Domain/qemu_monitor_command> and L<Sys::Virt::Domain/qemu_monitor_command_with_files>

=item *

L<Sys::Virt::Domain/qemu_agent_command>

=item *

L<Sys::Virt/qemu_attach>

=item *

L<Sys::Virt/qemu_monitor_event_register> and L<Sys::Virt/qemu_monitor_event_deregister>

=back

The library is opened by the first call. Where it is not installed that call throws
L<ERR_NO_SUPPORT|Sys::Virt::Error/ERROR CODES>.

The monitor is QEMU's own, and libvirt makes no promise about it: a command that changes the guest behind libvirt's back
may confuse it, and libvirt marks the guest as tainted. What libvirt has a method for is done better with that.

=head2 Events of the monitor

  use JSON::PP;
  use Sys::Virt;
  use Sys::Virt::Event;
  use Sys::Virt::QEMU;

  Sys::Virt::Event::register_default();
  my $conn = Sys::Virt->new(uri => 'qemu:///system');
  $conn->qemu_monitor_event_register(
      undef, '^BLOCK_', sub {
          my ($conn, $dom, $event, $seconds, $micros, $details) = @_;
          my $data = defined $details ? decode_json($details) : {};
          print $dom->get_name, ": $event ", join(' ', %$data), "\n";
      },
      Sys::Virt::QEMU::MONITOR_EVENT_REGISTER_REGEX);
  Sys::Virt::Event::run_default() while 1;

=head1 CONSTANTS

=head2 MONITOR COMMANDS

Flags of L<Sys::Virt::Domain/qemu_monitor_command>.

=over 4

=item Sys::Virt::QEMU::MONITOR_COMMAND_DEFAULT

The command is JSON, of QEMU's machine protocol.

=item Sys::Virt::QEMU::MONITOR_COMMAND_HMP

The command is text, as a person would type it, and so is the answer.

=back

=head2 AGENT TIMEOUTS

How long L<Sys::Virt::Domain/qemu_agent_command> waits, where it is no number of seconds.

=over 4

=item Sys::Virt::QEMU::AGENT_COMMAND_BLOCK

Until the agent answers, however long that takes.

=item Sys::Virt::QEMU::AGENT_COMMAND_DEFAULT

As long as libvirt finds right: some seconds.

=item Sys::Virt::QEMU::AGENT_COMMAND_MIN

The least value that is allowed; it is the same as C<AGENT_COMMAND_BLOCK>.

=item Sys::Virt::QEMU::AGENT_COMMAND_NOWAIT

Not at all: an answer that is not there yet is an error.

=item Sys::Virt::QEMU::AGENT_COMMAND_SHUTDOWN

A minute: what libvirt waits for a guest to shut down.

=back

=head2 MONITOR EVENTS

Flags of L<Sys::Virt/qemu_monitor_event_register>.

=over 4

=item Sys::Virt::QEMU::MONITOR_EVENT_REGISTER_NOCASE

The case of letters is no matter.

=item Sys::Virt::QEMU::MONITOR_EVENT_REGISTER_REGEX

The name is a regular expression: each event whose name it matches is told.

=back

=head1 SEE ALSO

L<Sys::Virt>, L<Sys::Virt::Domain>, L<JSON::PP>, L<https://libvirt.org/html/libvirt-libvirt-qemu.html>,
L<https://www.qemu.org/docs/master/interop/qemu-qmp-ref.html>.

=head1 AUTHORS

The Sys::Virt contributors.

=head1 LICENSE

This is free software under the same terms as Perl 5 itself.

=cut
