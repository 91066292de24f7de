/**
 * What is left out. A drawing has its height as an attribute: the policy of the page allows no style in the text. One
 * cell, for where columns are hidden a cell over all of them would make new ones.
 */
export function RowGap({ height }: { height: number }) {
  if (height < 1) return null;
  return (
    // biome-ignore lint/a11y/noAriaHiddenOnFocusable: a row that holds nothing has no focus
    <tr className="node-gap" aria-hidden="true">
      <td>
        <svg width="1" height={height} className="block" />
      </td>
    </tr>
  );
}
