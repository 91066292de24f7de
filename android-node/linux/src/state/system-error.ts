/** Whether the operating system refused a call, with its reason in `code`; false for a fault of a program. */
export function isSystemError(error: unknown): error is Error & { readonly code: string } {
  return error instanceof Error && 'errno' in error && 'code' in error && typeof error.code === 'string';
}
