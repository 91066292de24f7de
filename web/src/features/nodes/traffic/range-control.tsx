import { Segmented } from '../../../ui/segmented.tsx';
import { TRAFFIC_RANGES, type TrafficRange } from './range.ts';

const OPTIONS = (Object.keys(TRAFFIC_RANGES) as TrafficRange[]).map((value) => ({
  value,
  text: TRAFFIC_RANGES[value].text,
}));

interface RangeControlProps {
  /** Undefined while zoomed into a part. */
  range: TrafficRange | undefined;
  onChoose: (range: TrafficRange) => void;
  onLeaveZoom: () => void;
}

/** The one range of a page, and the way back from a zoom. */
export function RangeControl({ range, onChoose, onLeaveZoom }: RangeControlProps) {
  return (
    <>
      {range === undefined && (
        <button type="button" className="button" onClick={onLeaveZoom}>
          Leave zoom
        </button>
      )}
      <Segmented label="Range" options={OPTIONS} chosen={range} onChoose={onChoose} />
    </>
  );
}
