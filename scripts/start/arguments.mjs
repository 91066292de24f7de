export const USAGE = `npm start: sets up and runs NTMobile on this machine: database, coordinator, broker, console and demonstration nodes

The first start installs and builds everything, which takes some minutes; later ones take seconds.
Ctrl-C stops everything; the data stays.

Settings are variables in front of it, such as:  NTM_CONSOLE_URL=http://192.0.2.10:3000 npm start

  NTM_CONSOLE_URL       where people and devices reach the console (http://localhost:3000: this machine only)
  NTM_CONSOLE_PORT      console, TCP 3000
  NTM_MQTTS_PORT        MQTT of the nodes, TCP 8883
  NTM_MQTT_PORT         MQTT on this machine only, TCP 1883
  NTM_SIGNALLING_PORT   signalling of the nodes, UDP 3479
  NTM_DATA_DIR          database, keys and logs (.ntmobile in this folder)
  NTM_DEMO=0            leaves the demonstration nodes out

ARCHITECTURE.md lists all of them under "Runtime".
`;

/**
 * What the words after `npm start --` ask for.
 * @param {string[]} words
 * @returns {{ help: boolean, problem?: string }} `problem` is a sentence with the next step
 */
export function readArguments(words) {
  if (words.some((word) => word === '--help' || word === '-h')) return { help: true };
  const [first] = words;
  if (first === undefined) return { help: false };
  return {
    help: false,
    problem: `npm start takes no "${first}": settings are variables in front of it. npm start -- --help names them.`,
  };
}
