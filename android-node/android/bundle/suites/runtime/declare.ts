import { titleOf } from './title.ts';

type Body = () => unknown;
type EachBody = (...row: never[]) => unknown;

/** One test with everything that runs before it. */
export interface Case {
  readonly name: string;
  /** The name with those of the groups around it. */
  readonly title: string;
  readonly preparations: readonly Body[];
  readonly body: Body;
}

interface Group {
  readonly title: string;
  readonly preparations: Body[];
}

const cases: Case[] = [];
let groups: Group[] = [];

/** Loads a file and gives the tests that it declares. @throws whatever the file throws */
export function declaredIn(load: () => void): readonly Case[] {
  groups = [{ title: '', preparations: [] }];
  const begin = cases.length;
  load();
  return cases.slice(begin);
}

/** Options and time limits are for Vitest; here the whole run has one limit. */
function bodyOf(rest: readonly unknown[]): EachBody {
  const body = rest.find((argument) => typeof argument === 'function');
  if (body === undefined) throw new Error('a test without a body');
  return body as EachBody;
}

function declareGroup(title: string, ...rest: unknown[]): void {
  groups.push({ title, preparations: [] });
  (bodyOf(rest) as Body)();
  groups.pop();
}

function declareCase(name: string, ...rest: unknown[]): void {
  const path = [...groups.map(({ title }) => title), name].filter((part) => part !== '');
  const around = [...groups];
  cases.push({
    name,
    title: path.join(' > '),
    // Read when the test runs: a preparation may be declared after it.
    get preparations() {
      return around.flatMap(({ preparations }) => preparations);
    },
    body: bodyOf(rest) as Body,
  });
}

/** Vitest hands an array's elements in one by one, and anything else as it is. */
function each(declare: (title: string, body: Body) => void) {
  return (rows: readonly unknown[]) =>
    (title: string, ...rest: unknown[]): void => {
      const body = bodyOf(rest) as (...row: unknown[]) => unknown;
      rows.forEach((row, index) => {
        const values = Array.isArray(row) ? row : [row];
        declare(titleOf(title, values, index), () => body(...values));
      });
    };
}

export const describe = Object.assign(declareGroup, { each: each(declareGroup) });
export const test = Object.assign(declareCase, { each: each(declareCase) });

export function beforeEach(preparation: Body): void {
  groups.at(-1)?.preparations.push(preparation);
}
