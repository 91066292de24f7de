/** The text of a Markdown file, as Vite hands it over. */
declare module '*.md?raw' {
  const text: string;
  export default text;
}
