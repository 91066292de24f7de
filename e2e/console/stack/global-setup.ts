import { fleetObstacle, startFleetNetwork } from './fleet-network.ts';
import { startStack } from './start-stack.ts';

/** The stack of `E2E_BASE_URL`, or one of our own that ends with the tests, and a network for real nodes. */
export default async function globalSetup(): Promise<(() => Promise<void>) | undefined> {
  if (process.env.E2E_BASE_URL !== undefined) {
    process.env.E2E_FLEET_OBSTACLE =
      'the system under test was started elsewhere, out of reach of namespaces';
    return undefined;
  }
  const obstacle = fleetObstacle();
  if (obstacle !== undefined) process.env.E2E_FLEET_OBSTACLE = obstacle;
  const network = obstacle === undefined ? await startFleetNetwork() : undefined;
  if (network !== undefined) {
    const { router, firstSite } = network;
    process.env.E2E_FLEET_NETWORK = JSON.stringify({ router, firstSite });
  }
  try {
    const stack = await startStack({ host: network?.address ?? 'localhost' });
    process.env.E2E_BASE_URL = stack.consoleUrl;
    process.env.E2E_DATABASE_URL = stack.databaseUrl;
    process.env.E2E_DATA_DIR = stack.dataDirectory;
    process.env.E2E_PROVIDER_SECRET = stack.providerSecret;
    if (stack.setupCode !== undefined) process.env.E2E_SETUP_CODE = stack.setupCode;
    return async () => {
      await stack.stop();
      await network?.tearDown();
    };
  } catch (error) {
    await network?.tearDown();
    throw error;
  }
}
