import { describe, expect, test } from 'vitest';
import type * as z from 'zod';
import readme from '../README.md?raw';
import datagrams from '../vectors/datagram-kinds.json' with { type: 'json' };
import golden from '../vectors/signalling-frames.json' with { type: 'json' };
import type { CandidateRefusal } from './address/candidate-refusal.ts';
import { hexDecode } from './bytes/bits-text.ts';
import { Reader } from './bytes/reader.ts';
import * as enrolment from './enrolment/index.ts';
import { ADMITTED } from './enrolment/testing/admitted-answer.ts';
import type { SectionsRejection } from './fleet/config-refusal.ts';
import * as fleet from './fleet/index.ts';
import * as shared from './index.ts';
import { STUN_ATTRIBUTE } from './stun/stun-message.ts';
import { DECLARED_FIELDS, fieldsOf, usedFields } from './testing/field-use.ts';
import { tableBelow, wordsOf } from './testing/readme-tables.ts';
import { candidateValue } from './wire/address-value.ts';
import { capabilitiesValue, ciphersValue } from './wire/feature-value.ts';
import type { ValueCodec } from './wire/field-value.ts';
import * as fields from './wire/fields.ts';
import { FRAME_FLAG } from './wire/frame-type.ts';
import { largestFrames, largestRecord } from './wire/testing/largest-frames.ts';

const table = (heading: string) => tableBelow(readme, heading);
const column = (heading: string, name: string) => table(heading).map((row) => row[name]);
const hexByte = (value: number) => `0x${value.toString(16).padStart(2, '0')}`;

describe('the wire specification says of frames', () => {
  test('every flag', () => {
    const said = Object.fromEntries(table('Flags').map(({ flag, bit }) => [flag, Number(bit)]));
    expect(said).toEqual(FRAME_FLAG);
  });

  test('every field with its tag and number of items', () => {
    const said = table('Fields').map(({ tag, name, items }) => ({ tag, name, items }));
    expect(said).toEqual(
      DECLARED_FIELDS.map(({ tag, name, limit }) => ({
        tag: hexByte(tag),
        name,
        items: String(limit ?? ''),
      })),
    );
  });

  test('how long each field may be', () => {
    const record = shared.signNodeRecord(largestRecord, () => new Uint8Array(64)).subarray(0, -64);
    const frames = [...Object.values(largestFrames).map(shared.encodeFrame), ...goldenPackets()];
    const most = new Map<number, number>();
    for (const bytes of [record, ...frames.map((packet) => packet.subarray(8))])
      for (const [tag, value] of fieldsOf(bytes)) most.set(tag, Math.max(most.get(tag) ?? 0, value.length));
    const said = table('Fields').map((row) => [Number(row.tag), Number(row['most bytes'])]);
    expect(said).toEqual(DECLARED_FIELDS.map(({ tag }) => [tag, most.get(tag)]));
  });

  test('every kind with type and answer flag', () => {
    const said = table('Kinds of frames').map((row) => [row.frame, row.type, row['flag answer']]);
    const kinds = Object.keys(largestFrames).filter((kind) => kind !== 'error');
    expect(said).toEqual(expect.arrayContaining(kinds.map((kind) => [kind, ...headerOf(kind)])));
    expect(said).toHaveLength(kinds.length);
    expect(new Set(column('Kinds of frames', 'type'))).toEqual(
      new Set(Object.values(shared.FRAME_TYPE).map(hexByte)),
    );
  });

  const kindsWithFields = Object.keys(largestFrames).filter((kind) => usedFields(kind).size > 0);
  test.each(kindsWithFields)('the fields of %s, and which of them are needed', (kind) => {
    const heading = kind.slice(0, 1).toUpperCase() + kind.slice(1);
    const said = new Map(table(heading).map(({ tag, need }) => [Number(tag), need]));
    expect(said).toEqual(usedFields(kind));
    for (const { field, tag } of table(heading))
      expect(DECLARED_FIELDS).toContainEqual(expect.objectContaining({ name: field, tag: Number(tag) }));
  });

  test('which kinds have none', () => {
    const said = readme
      .match(/([^.]*) have no fields\./)?.[1]
      ?.match(/\w+(?:Answer|Deregistration)|Deregistration/g);
    const none = Object.keys(largestFrames).filter((kind) => usedFields(kind).size === 0);
    expect(said?.map((name) => name.slice(0, 1).toLowerCase() + name.slice(1)).sort()).toEqual(none.sort());
  });

  test('the fields of a node record', () => {
    const bytes = shared.signNodeRecord(largestRecord, () => new Uint8Array(64)).subarray(0, -64);
    expect(table('7. Node records').map(({ tag }) => Number(tag))).toEqual([...fieldsOf(bytes).keys()]);
  });

  const choices: [heading: string, name: string, codec: ValueCodec<string>][] = [
    ['Outcomes', 'outcome', fields.DIRECTION_FIELD.outcome],
    ['Roles', 'role', fields.DIRECTION_FIELD.role],
    ['Reasons of a withdrawal', 'reason', fields.ROUTE_FIELD.withdrawalReason],
    ['Events of a tunnel', 'event', fields.ROUTE_FIELD.tunnelEvent],
    ['Error codes', 'code', fields.ERROR_FIELD.code],
    ['Ciphers', 'cipher', each(ciphersValue, (ciphers) => ciphers[0])],
    ['Behaviours', 'behaviour', each(capabilitiesValue, (read) => Object.keys(read)[0], [1])],
    [
      'Sources of a candidate',
      'source',
      each(
        candidateValue,
        ({ source }) => source,
        [],
        (value) => [(value << 4) | 4, 0, 1, 2, 3, 4, 0, 5],
      ),
    ],
  ];
  test.each(choices)('under "%s" every value and no other', (heading, name, codec) => {
    const said = table(heading).map((row) => [Number(row.value), row[name]]);
    expect(said).toEqual(valuesOf(codec));
  });
});

describe('the wire specification says', () => {
  test('every kind of datagram', () => {
    const kinds = new Set(datagrams.datagrams.map(({ kind }) => kind));
    expect(new Set(column('Kinds of datagrams', 'kind'))).toEqual(kinds);
  });

  test('that no answer is longer than 0.65 of what an unproven address sent', () => {
    const rows = table('Who answers what').filter((row) => row['bytes in'] !== 'any');
    expect(rows.length).toBeGreaterThan(3);
    for (const row of rows) {
      const share = Number(row['bytes out']) / Number(row['bytes in']);
      expect(share).toBeLessThanOrEqual(0.65);
      expect(Number(row.share)).toBeCloseTo(share, 2);
    }
    const { INITIATION_LENGTH, RESPONSE_LENGTH, COOKIE_REPLY_LENGTH } = shared;
    expect(new Set(rows.map((row) => Number(row['bytes in'])))).toEqual(new Set([INITIATION_LENGTH]));
    const answers = new Set(rows.map((row) => Number(row['bytes out'])));
    expect(answers).toEqual(new Set([RESPONSE_LENGTH, COOKIE_REPLY_LENGTH, 0]));
  });

  test('where each field of the handshake messages lies', () => {
    const lengths = { 'Message 1': shared.INITIATION_LENGTH, 'Message 2': shared.RESPONSE_LENGTH };
    for (const [heading, length] of Object.entries({ ...lengths, 'Message 3': shared.COOKIE_REPLY_LENGTH })) {
      let end = 0;
      for (const { offset, bytes } of table(heading)) {
        expect(Number(offset)).toBe(end);
        end += Number(bytes);
      }
      expect(end).toBe(length);
    }
  });

  test('every attribute that is read of the answer of a relay', () => {
    const said = table('Attributes of an answer').map(({ attribute, type }) => [attribute, Number(type)]);
    const coded = Object.entries(STUN_ATTRIBUTE).map(([name, type]) => [
      name.replaceAll(/[A-Z]/g, '-$&').toUpperCase(),
      type,
    ]);
    expect(said).toEqual(coded);
  });

  test('every topic with direction, QoS and retention', () => {
    const said = table('Topics').map(({ leaf, way, QoS, retained }) => [
      leaf,
      { direction: way, qos: Number(QoS), retained: retained === 'yes' },
    ]);
    expect(said).toEqual(Object.entries(fleet.LEAVES));
  });

  const payloads: [heading: string, schema: z.ZodObject][] = [
    ['Telemetry batch', fleet.telemetryBatchSchema],
    ['Sample', fleet.telemetrySampleSchema],
    ['Tunnel', fleet.telemetryTunnelSchema],
    ['Event batch', fleet.eventBatchSchema],
    ['Event', fleet.nodeEventSchema],
    ['Acknowledgement', fleet.acknowledgementSchema],
    ['Rate', fleet.telemetryRateSchema],
    ['Presence', fleet.presenceSchema],
    ['Report', fleet.configReportSchema],
    ['Document', fleet.configDocumentSchema],
    ['Sections', fleet.configSectionsSchema],
  ];
  test.each(payloads)('under "%s" every field and whether it is needed', (heading, schema) => {
    const said = table(heading).map((row) => [row.field ?? row.section, row.need]);
    const coded = Object.entries(schema.shape).map(([name, field]) => [
      name,
      (field as z.ZodType).safeParse(undefined).success ? 'optional' : 'always',
    ]);
    expect(said).toEqual(coded);
  });

  test.each([
    ['Payload 1', fullRequest(), enrolment.decodeRequest],
    ['Payload 2 of an admission', ADMITTED, enrolment.decodeAnswer],
  ] as const)('under "%s" of enrolment every field and whether it is needed', (heading, whole, decode) => {
    const isNeeded = (left: string) => {
      const rest = Object.fromEntries(Object.entries(whole).filter(([name]) => name !== left));
      return attempt(() => decode(shared.utf8Encode(JSON.stringify(rest)))) === undefined;
    };
    expect(attempt(() => decode(shared.utf8Encode(JSON.stringify(whole))))).toBeDefined();
    const said = table(heading).map(({ field, need }) => [field, need]);
    expect(said).toEqual(Object.keys(whole).map((name) => [name, isNeeded(name) ? 'always' : 'optional']));
  });

  test('every word of a list', () => {
    const said = table('Words').map(({ words }) => wordsOf(words ?? ''));
    const coded = [
      fleet.NETWORK_TYPES,
      fleet.ROUTE_KINDS,
      fleet.TUNNEL_STATES,
      fleet.EVENT_KINDS,
      fleet.REPORTED_STATUSES,
    ];
    expect(said).toEqual(coded.map((words) => [...words]));
  });

  // The compiler compares these lists with the types; the tests compare them with the words of the specification.
  const documentCodes: Record<fleet.ConfigRefusal | SectionsRejection, string> = {
    too_long: 'no',
    malformed: 'no',
    bad_header: 'no',
    bad_signature: 'no',
    bad_json: 'no',
    wrong_key_id: 'no',
    bad_hash: 'no',
    other_node: 'no',
    not_yet_valid: 'no',
    expired: 'no',
    older_revision: 'no',
    invalid_sections: 'yes',
    prefix_outside_realm: 'yes',
  };
  const recordReasons: Record<shared.RecordRefusal, true> = {
    badSignature: true,
    malformed: true,
    otherRealm: true,
    expired: true,
  };
  const addressReasons: Record<CandidateRefusal, true> = {
    unspecified: true,
    loopback: true,
    linkLocal: true,
    multicast: true,
    broadcast: true,
    realmPrefix: true,
    portZero: true,
  };

  test('every refusal', () => {
    const said = table('Refusals of a document').map(({ code, reported }) => [code, reported]);
    expect(Object.fromEntries(said)).toEqual(documentCodes);
    expect(column('Refusals of a record', 'reason')).toEqual(Object.keys(recordReasons));
    expect(column('Special addresses', 'refused as')).toEqual(Object.keys(addressReasons));
    expect(column('Refusals of enrolment', 'code')).toEqual([...enrolment.REFUSAL_CODES]);
  });

  test('the numbers that the code names', () => {
    const named: Record<string, unknown> = { ...shared, ...fleet, ...enrolment };
    const said = table('17. Numbers');
    expect(said.length).toBeGreaterThan(20);
    for (const { name, value } of said) expect([name, String(named[name ?? ''])]).toEqual([name, value]);
  });
});

function fullRequest(): object {
  const stamp = shared.tai64nAfter(0);
  const request = {
    keyId: 'a',
    secret: 's'.repeat(16),
    name: 'n',
    agent: 'a',
    platform: 'linux',
    stamp,
  } as const;
  return JSON.parse(shared.utf8Decode(enrolment.encodeRequest(request)));
}

function attempt<T>(action: () => T): T | undefined {
  try {
    return action();
  } catch (error) {
    if (error instanceof shared.DecodeError) return undefined;
    throw error;
  }
}

function goldenPackets(): Uint8Array[] {
  return golden.frames.map(({ packet }) => hexDecode(packet));
}

function headerOf(kind: string): [type: string, answer: string] {
  const packets = golden.frames
    .filter(({ frame }) => frame.kind === kind)
    .map(({ packet }) => hexDecode(packet));
  const answers = new Set(packets.map((packet) => ((packet[1] ?? 0) & FRAME_FLAG.answer) !== 0));
  return [hexByte(packets[0]?.[0] ?? 0), answers.size === 2 ? 'both' : answers.has(true) ? 'yes' : 'no'];
}

/** Every byte that a choice gives a word of its own, with the word. */
function valuesOf(codec: ValueCodec<string>): [value: number, word: string][] {
  const found = new Map<string, number>();
  for (let value = 0; value < 256; value++) {
    try {
      const word = codec.read(new Reader(Uint8Array.of(value)));
      if (!found.has(word)) found.set(word, value);
    } catch (error) {
      if (!(error instanceof shared.DecodeError)) throw error;
    }
  }
  return [...found].map(([word, value]) => [value, word]);
}

/** A codec that reads one word out of a longer value which begins with the byte in question. */
function each<T>(
  codec: ValueCodec<T>,
  wordOf: (value: T) => string | undefined,
  after: readonly number[] = [],
  bytesFor: (value: number) => readonly number[] = (value) => [value, ...after],
): ValueCodec<string> {
  return {
    write: () => undefined,
    read(reader) {
      const word = wordOf(codec.read(new Reader(Uint8Array.from(bytesFor(reader.u8())))));
      if (word === undefined) throw new shared.DecodeError('no word');
      return word;
    },
  };
}
