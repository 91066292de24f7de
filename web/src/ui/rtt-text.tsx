/** A round trip in milliseconds: three significant digits at most, `<0.1` instead of nothing, a dash for unknown. */
export function formatRtt(micros: number | null): string {
  if (micros === null) return '–';
  const ms = micros / 1000;
  if (ms < 0.1) return '<0.1';
  return ms < 10 ? ms.toFixed(1) : String(Math.round(ms));
}

/** The same with its unit. */
export function Rtt({ micros }: { micros: number | null }) {
  return (
    <span className="whitespace-nowrap">
      {formatRtt(micros)}
      {micros !== null && <span className="unit"> ms</span>}
    </span>
  );
}
