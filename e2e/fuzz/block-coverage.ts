import { type Debugger, type Profiler, Session } from 'node:inspector';

/** Code of ours that bytes from outside run through; ciphers are those of libraries. */
const WATCHED =
  /\/(shared\/src|android-node\/core\/src|web\/src\/dc)\/(?!crypto\/|node-crypto\/)(?!.*(testing\/|\.test\.ts))/;

/** Of each script which characters ran: 1, or not: 0. */
type Ran = Map<string, Uint8Array>;

/** Which code ran, as V8 counts blocks. One for each process. */
export class BlockCoverage {
  readonly #session = new Session();
  readonly #watched: RegExp;
  #known: Ran = new Map();

  /** `watched` matches the addresses of scripts. */
  constructor(watched: RegExp = WATCHED) {
    this.#watched = watched;
    this.#session.connect();
    this.#session.post('Debugger.enable');
    this.#session.post('Profiler.enable');
    this.#session.post('Profiler.startPreciseCoverage', { callCount: true, detailed: true });
  }

  /** Whether anything ran since the last call that never did before; from now on it is known. */
  takeNew(): boolean {
    let found = false;
    for (const { scriptId, functions } of this.#take()) {
      const ran = ranOf(functions);
      const known = this.#known.get(scriptId) ?? new Uint8Array();
      const joined = new Uint8Array(Math.max(ran.length, known.length));
      joined.set(known);
      for (let at = 0; at < ran.length; at++) {
        if (ran[at] === 0 || joined[at] === 1) continue;
        joined[at] = 1;
        found = true;
      }
      this.#known.set(scriptId, joined);
    }
    return found;
  }

  /** What is known, to go back to. */
  snapshot(): ReadonlyMap<string, Uint8Array> {
    return new Map(this.#known);
  }

  restore(known: ReadonlyMap<string, Uint8Array>): void {
    this.#known = new Map(known);
  }

  /** What ran before is new again. */
  forget(): void {
    this.#take();
    this.#known = new Map();
  }

  /** Counts since the last call by script, with the code that V8 runs. */
  takeScripts(): readonly { readonly coverage: Profiler.ScriptCoverage; readonly code: string }[] {
    return this.#take().map((coverage) => ({ coverage, code: this.#codeOf(coverage.scriptId) }));
  }

  #take(): readonly Profiler.ScriptCoverage[] {
    let taken: Profiler.ScriptCoverage[] = [];
    this.#session.post('Profiler.takePreciseCoverage', (error, { result } = { result: [] }) => {
      if (error !== null) throw error;
      taken = result;
    });
    return taken.filter(({ url }) => this.#watched.test(url));
  }

  #codeOf(scriptId: string): string {
    let code = '';
    this.#session.post(
      'Debugger.getScriptSource',
      { scriptId },
      (error: Error | null, source: Debugger.GetScriptSourceReturnType) => {
        if (error !== null) throw error;
        code = source.scriptSource;
      },
    );
    return code;
  }
}

/** Which characters ran: a range within another one tells better. */
export function ranOf(functions: readonly Profiler.FunctionCoverage[]): Uint8Array {
  const ranges = functions.flatMap((one) => one.ranges);
  const ran = new Uint8Array(ranges.reduce((most, { endOffset }) => Math.max(most, endOffset), 0));
  ranges.sort((a, b) => a.startOffset - b.startOffset || b.endOffset - a.endOffset);
  for (const { startOffset, endOffset, count } of ranges) ran.fill(count > 0 ? 1 : 0, startOffset, endOffset);
  return ran;
}
