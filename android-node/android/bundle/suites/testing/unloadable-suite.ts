import { test } from 'vitest';

test('is declared before the file fails', () => {});
throw new Error('this file cannot be loaded');
