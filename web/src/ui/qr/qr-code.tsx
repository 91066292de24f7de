import type { QrPath } from './qr-path.ts';

/** A QR code, black on white in every theme: cameras expect it. */
export function QrCode({ qr, label }: { qr: QrPath; label: string }) {
  return (
    <div className="rounded-3 border border-line-2 bg-[#fff] p-2">
      <svg
        viewBox={`0 0 ${qr.size} ${qr.size}`}
        className="block size-60"
        shapeRendering="crispEdges"
        role="img"
        aria-label={label}
      >
        <path d={qr.path} fill="#000" />
      </svg>
    </div>
  );
}
