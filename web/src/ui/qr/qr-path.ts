import QRCode from 'qrcode';

/** A code to be drawn: unit squares as one SVG path, and the side's length with the quiet zone of four. */
export interface QrPath {
  readonly path: string;
  readonly size: number;
}

/** The QR code of a text. */
export function qrPath(text: string): QrPath {
  const { modules } = QRCode.create(text, { errorCorrectionLevel: 'M' });
  let path = '';
  for (let y = 0; y < modules.size; y++) {
    for (let x = 0; x < modules.size; x++) {
      if (modules.get(y, x)) path += `M${x + 4} ${y + 4}h1v1h-1z`;
    }
  }
  return { path, size: modules.size + 8 };
}
