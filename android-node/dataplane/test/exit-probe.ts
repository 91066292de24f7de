import { Worker } from 'node:worker_threads';
import { DataPlane } from '../src/index.ts';

/** Opens many data planes and ends in the way named by the first argument; run by system-udp.test.ts. */
function openPlanes(): DataPlane[] {
  return Array.from({ length: 50 }, (_, i) => {
    const plane = new DataPlane({
      identity: { publicKey: new Uint8Array(32) },
      tun: { kind: 'memory', mtu: 1440 },
      udp: i % 2 === 0 ? 'system' : 'memory',
      onEvents: () => undefined,
    });
    plane.openSocket({ socket: 1, family: 4, port: 0 });
    return plane;
  });
}

const mode = process.argv[2] ?? 'open';
if (mode === 'close') {
  for (const plane of openPlanes()) plane.close();
  console.log('done');
} else if (mode === 'exit') {
  openPlanes();
  console.log('done');
  process.exit(0);
} else if (mode === 'worker') {
  // The environment of a worker ends while its data planes are open.
  const source = `import('tsx/esm/api').then(({ register }) => register()).then(() => import('${import.meta.url}'))`;
  const worker = new Worker(source, { eval: true, argv: ['open'], execArgv: [] });
  worker.on('message', () => void worker.terminate());
  worker.on('exit', () => console.log('done'));
} else {
  openPlanes();
  const { parentPort } = await import('node:worker_threads');
  parentPort?.postMessage('open');
}
