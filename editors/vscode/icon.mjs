// The icon of the extension: a tape that records and is used up. Drawn point by point, as a PNG.
import { crc32, deflateSync } from 'node:zlib';

const PAPER = [246, 248, 250];
const RECORDS = [9, 105, 218];
const ENDS = [207, 34, 46];

/** What stands at a point of the unit square: a reel, the tape from it, and a cross at its end. */
function colour(x, y) {
  const reel = Math.hypot(x - 0.3, y - 0.4);
  const spokes = Math.abs(((Math.atan2(y - 0.4, x - 0.3) * 3) / Math.PI + 6) % 2 - 1) < 0.35;
  const cross = Math.abs(Math.abs(x - 0.78) - Math.abs(y - 0.62)) < 0.035 && Math.abs(x - 0.78) < 0.13;
  if (cross) return ENDS;
  if (reel < 0.06 || (reel > 0.17 && reel < 0.22)) return RECORDS;
  if (reel < 0.17 && spokes) return RECORDS;
  if (y > 0.585 && y < 0.655 && x > 0.3 && x < 0.62) return RECORDS;
  return PAPER;
}

/** Whether a point is in the square with round corners. */
function inside(x, y) {
  const corner = (at) => Math.max(0.18 - at, at - 0.82, 0);
  return Math.hypot(corner(x), corner(y)) <= 0.18;
}

/** The mean of some points of a pixel: red, green, blue and opacity. */
function pixel(column, row, size) {
  const sum = [0, 0, 0, 0];
  const fine = 4;
  for (let i = 0; i < fine * fine; i++) {
    const x = (column + (Math.floor(i / fine) + 0.5) / fine) / size;
    const y = (row + ((i % fine) + 0.5) / fine) / size;
    if (inside(x, y)) [...colour(x, y), 255].forEach((part, at) => (sum[at] += part));
  }
  const shown = sum[3] / 255 || 1;
  return [...sum.slice(0, 3).map((part) => Math.round(part / shown)), Math.round(sum[3] / (fine * fine))];
}

function chunk(kind, data) {
  const body = Buffer.concat([Buffer.from(kind), data]);
  const ends = Buffer.alloc(8);
  ends.writeUInt32BE(data.length, 0);
  ends.writeUInt32BE(crc32(body), 4);
  return Buffer.concat([ends.subarray(0, 4), body, ends.subarray(4)]);
}

export function icon(size) {
  const header = Buffer.from([0, 0, 0, size, 0, 0, 0, size, 8, 6, 0, 0, 0]);
  const all = Array.from({ length: size }, (_, index) => index);
  const rows = all.map((row) => Buffer.from([0, ...all.flatMap((column) => pixel(column, row, size))]));
  return Buffer.concat([
    Buffer.from([137, 80, 78, 71, 13, 10, 26, 10]),
    chunk('IHDR', header),
    chunk('IDAT', deflateSync(Buffer.concat(rows), { level: 9 })),
    chunk('IEND', Buffer.alloc(0)),
  ]);
}
