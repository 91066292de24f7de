import { readFileSync } from 'node:fs';
import type { Lab } from '../lab.ts';

/** What a namespace's kernel counted of UDP, and of one interface. */
export interface KernelFigures {
  /** Datagrams that programs took. */
  readonly inDatagrams: number;
  /** Datagrams lost for want of room in a socket's buffer. */
  readonly receiveBufferErrors: number;
  /** Bytes inside UDP that crossed the interface, if UDP over IPv4 is all that does. */
  readonly receivedBytes: number;
  readonly sentBytes: number;
}

/** Ethernet, IPv4 and UDP before each payload. */
const HEADERS = 14 + 20 + 8;

/** Reads them; the interface is `eth0`. */
export async function kernelFigures(lab: Lab, namespace: string): Promise<KernelFigures> {
  const snmp = await lab.in(namespace, 'cat', '/proc/net/snmp');
  const [names = [], values = []] = snmp
    .split('\n')
    .filter((line) => line.startsWith('Udp:'))
    .map((line) => line.split(' '));
  const udp = (name: string) => Number(values[names.indexOf(name)]);
  const device = await lab.in(namespace, 'cat', '/proc/net/dev');
  const columns = /eth0:\s*(.*)/.exec(device)?.[1]?.split(/\s+/).map(Number) ?? [];
  return {
    inDatagrams: udp('InDatagrams'),
    receiveBufferErrors: udp('RcvbufErrors'),
    receivedBytes: payload(columns[0], columns[1]),
    sentBytes: payload(columns[8], columns[9]),
  };
}

function payload(bytes = 0, packets = 0): number {
  return bytes - packets * HEADERS;
}

/** The later less the earlier. */
export function since(before: KernelFigures, after: KernelFigures): KernelFigures {
  return {
    inDatagrams: after.inDatagrams - before.inDatagrams,
    receiveBufferErrors: after.receiveBufferErrors - before.receiveBufferErrors,
    receivedBytes: after.receivedBytes - before.receivedBytes,
    sentBytes: after.sentBytes - before.sentBytes,
  };
}

/** Processor time of a process since its start, in microseconds, to a clock tick of 10 ms (proc(5), stat). */
export function processorMicros(process: number): number {
  const fields = readFileSync(`/proc/${process}/stat`, 'utf8').split(') ')[1]?.split(' ') ?? [];
  return (Number(fields[11]) + Number(fields[12])) * 10_000;
}

/** Packets of the whole machine that found a core's queue full (proc(5), net/softnet_stat, second column). */
export function queuesDropped(): number {
  const rows = readFileSync('/proc/net/softnet_stat', 'utf8').trim().split('\n');
  return rows.reduce((sum, row) => sum + Number.parseInt(row.split(' ')[1] ?? '0', 16), 0);
}

/** Resident memory of a process in MiB (proc(5), status). */
export function residentMib(process: number): number {
  const line = /VmRSS:\s+(\d+) kB/.exec(readFileSync(`/proc/${process}/status`, 'utf8'));
  return Math.round(Number(line?.[1] ?? 0) / 1024);
}
