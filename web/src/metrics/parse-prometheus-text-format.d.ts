/** What we use of it; the package brings no types. Values are texts as they stand in the format. */
declare module 'parse-prometheus-text-format' {
  interface Family {
    readonly name: string;
    readonly type: string;
    readonly metrics: readonly {
      readonly labels?: Readonly<Record<string, string>>;
      readonly value: string;
      readonly buckets?: Readonly<Record<string, string>>;
      readonly count?: string;
    }[];
  }
  export default function parse(text: string): readonly Family[];
}
