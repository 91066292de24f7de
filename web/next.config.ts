import { join } from 'node:path';
import type { NextConfig } from 'next';

const root = join(import.meta.dirname, '..');

const config: NextConfig = {
  // A second build beside a running console goes elsewhere.
  distDir: process.env.NTM_NEXT_DIR || '.next',
  // `npm run typecheck` checks this whole workspace, servers included; a build need not wait for it.
  typescript: { ignoreBuildErrors: true },
  reactStrictMode: true,
  poweredByHeader: false,
  transpilePackages: ['@ntmobile/prisma', '@ntmobile/shared'],
  // Native or resolved at run time: loaded by Node, never bundled.
  serverExternalPackages: [
    '@node-rs/argon2',
    'pg',
    '@prisma/adapter-pg',
    '@prisma/client',
    'pino',
    'prom-client',
  ],
  outputFileTracingRoot: root,
  turbopack: { root, resolveAlias: { '@ntmobile/prisma': './src/bundled-prisma.ts' } },
  // There are no pictures to make smaller, and so nothing that fetches what an address names.
  images: { unoptimized: true },
  // Routes bound what they read themselves, far below this; here it bounds what is kept for them meanwhile.
  experimental: { proxyClientMaxBodySize: '1mb' },
};

export default config;
