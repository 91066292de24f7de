import { createRequire } from 'node:module';
import { pathToFileURL } from 'node:url';
import { COORDINATOR_BUNDLE } from '../prepare/coordinator-bundle.mjs';
import { at, has } from '../project.mjs';
import { isFree } from './ports.mjs';
import { answersHttp, takesConnections } from './readiness.mjs';

/**
 * @typedef {object} Part a process of the running system
 * @property {string} name of its log file, and in sentences
 * @property {() => string[]} words asked for once the dependencies are installed
 * @property {string} cwd
 * @property {import('./ports.mjs').PortUse[]} ports
 * @property {() => Promise<boolean>} [isReady] left out: it is ready once it was started
 */

/** Runs TypeScript in one process, so that a signal reaches the program itself. */
export function typeScript(...path) {
  const loader = pathToFileURL(at('node_modules', 'tsx', 'dist', 'loader.mjs')).href;
  return [process.execPath, '--import', loader, at(...path)];
}

/** Next's own script and not npx, which would stand between it and our signals. */
export const nextScript = () => createRequire(at('web', 'package.json')).resolve('next/dist/bin/next');

export const hasConsole = () => has('web', 'next.config.ts') && has('web', 'src', 'app');
export const hasCoordinator = () => has('web', 'src', 'servers', 'main.ts');
export const hasDemo = () => has('android-node', 'linux', 'src', 'demo', 'main.ts');

/**
 * The processes that this tree has, in the order of their start.
 * @param {import('./settings.mjs').Settings} settings
 * @returns {Part[]}
 */
export function parts(settings) {
  return [
    ...(hasCoordinator() ? [coordinator(settings)] : []),
    ...(hasConsole() ? [consoleOf(settings)] : []),
    ...(hasDemo() && settings.demo ? [demo()] : []),
  ];
}

function coordinator({ ports, brokerUrl }) {
  const broker = [
    { protocol: 'tcp', port: ports.mqtts, use: 'MQTT of the nodes', variable: 'NTM_MQTTS_PORT' },
    { protocol: 'tcp', port: ports.mqtt, use: 'MQTT on this machine', variable: 'NTM_MQTT_PORT' },
  ];
  const signalling = {
    protocol: 'udp',
    port: ports.signalling,
    use: 'signalling',
    variable: 'NTM_SIGNALLING_PORT',
  };
  return {
    name: 'coordinator',
    words: () => [process.execPath, '--enable-source-maps', at(...COORDINATOR_BUNDLE)],
    cwd: at('web'),
    ports: [...(brokerUrl === undefined ? broker : []), signalling],
    // The broker is opened last, so that it says that all is ready.
    isReady: async () =>
      brokerUrl === undefined ? takesConnections(ports.mqtts) : !(await isFree(signalling)),
  };
}

function consoleOf({ ports, consoleHost }) {
  const host = consoleHost === '::1' ? '[::1]' : '127.0.0.1';
  return {
    name: 'console',
    words: () => [
      process.execPath,
      ...['--import', pathToFileURL(at('web', 'scripts', 'early-lines.mjs')).href],
      nextScript(),
      ...['start', '--port', String(ports.console), '--hostname', consoleHost],
    ],
    cwd: at('web'),
    ports: [{ protocol: 'tcp', port: ports.console, use: 'console', variable: 'NTM_CONSOLE_PORT' }],
    // A file that is in every build: pages would be made for nobody.
    isReady: () => answersHttp(`http://${host}:${ports.console}/icon.svg`),
  };
}

function demo() {
  return {
    name: 'demo',
    words: () => typeScript('android-node', 'linux', 'src', 'demo', 'main.ts'),
    cwd: at('android-node', 'linux'),
    ports: [],
  };
}
