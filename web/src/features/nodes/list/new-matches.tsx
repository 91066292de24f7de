/** A button for the nodes that match since the list was read: shown where they are wanted, so that no row moves by itself. */
export function NewMatches({ count, onShow }: { count: number; onShow: () => void }) {
  return (
    <button type="button" className="chip mr-3 ml-auto" aria-pressed="true" onClick={onShow}>
      <span aria-hidden="true">↑</span>
      {count.toLocaleString('en')} new {count === 1 ? 'matches' : 'match'}, show
    </button>
  );
}
