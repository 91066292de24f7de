import { hasConsole, hasCoordinator, hasDemo } from './parts.mjs';
import { isLoopback } from './setup-code.mjs';

/** Told before the long steps, which say nothing while they last. */
export function sayFirstStart() {
  console.log(
    'The first start installs and builds everything. That takes some minutes; later ones take seconds.\n',
  );
}

/** What is being done, on a terminal, where the line of the finished step takes its place. @param {string} title */
export function sayBegun(title) {
  if (process.stdout.isTTY) process.stdout.write(`  ${title.padEnd(22)} ...\r`);
}

/** One line per step. @param {string} title @param {number} seconds @param {string} [result] */
export function sayStep(title, seconds, result) {
  console.log(`  ${title.padEnd(22)} ${(result ?? 'ready').padEnd(10)} ${seconds.toFixed(1).padStart(6)} s`);
}

/**
 * Where to go and what to do next.
 * @param {import('./settings.mjs').Settings} settings
 * @param {string} database where it is
 * @param {number} seconds since the start
 * @param {string} [setupCode] with which the first admin is made
 */
export function sayWhereToGo(settings, database, seconds, setupCode) {
  const { ports } = settings;
  const broker =
    withoutCredential(settings.brokerUrl) ?? `mqtts ${ports.mqtts}, mqtt ${ports.mqtt} on this machine only`;
  const lines = [
    ['Database', database],
    ...(hasCoordinator()
      ? [
          ['Signalling', `UDP ${ports.signalling}`],
          ['Broker', broker],
        ]
      : []),
    ...(hasDemo() && settings.demo ? [['Demo nodes', 'on this machine (NTM_DEMO=0 leaves them out)']] : []),
    ['Data, keys, logs', settings.dataDirectory],
    ...(hasConsole() ? [['Console', settings.consoleUrl]] : []),
  ];
  console.log(`\nNTMobile runs, after ${seconds.toFixed(1)} s.\n`);
  for (const [name, value] of lines) console.log(`  ${name.padEnd(18)}${value}`);
  console.log(`\n${nextStep(settings, setupCode)}\nCtrl-C stops everything; the data stays.`);
}

/** @param {string | undefined} url */
function withoutCredential(url) {
  if (url === undefined || !URL.canParse(url)) return url && 'the one of MQTT_URL';
  const { protocol, host } = new URL(url);
  return `${protocol}//${host}`;
}

function nextStep({ consoleUrl, consoleHost, ports }, setupCode) {
  if (!hasConsole()) return 'This version has no console yet: only what is listed above runs.';
  const reach = isLoopback(consoleHost)
    ? `\nOther devices reach it once you start with an address of this machine: NTM_CONSOLE_URL=http://ADDRESS:${ports.console} npm start`
    : '';
  return `Next: open ${firstVisit(consoleUrl, setupCode)}${reach}${elsewhere(consoleUrl, ports)}`;
}

/** The code is in the fragment, which browsers send to nobody. */
function firstVisit(consoleUrl, setupCode) {
  if (setupCode === undefined) {
    return `${consoleUrl} in a browser; the first visit makes the administrator's account.`;
  }
  return `${consoleUrl}/setup#${setupCode} in a browser; whoever has this address makes the administrator's account, once.`;
}

/** An address without TLS is mostly the console's own; a proxy in between is the exception. */
function elsewhere(consoleUrl, ports) {
  const { protocol, port } = new URL(consoleUrl);
  if (protocol !== 'http:' || Number(port || 80) === ports.console) return '';
  return (
    `\nThe console listens on port ${ports.console}, which is not that of this address. ` +
    `Unless a proxy leads there, start with NTM_CONSOLE_PORT=${port || 80} as well.`
  );
}
