const STEPS = [
  { title: 'First admin', text: 'A name and a password' },
  { title: 'First node', text: 'An enrolment key, and its line run on a Linux device' },
  { title: 'Configuration', text: 'Which coordinators and relays nodes use' },
];

/** What the first run consists of; the first step is this page. */
export function SetupSteps() {
  return (
    <ol className="mt-6 flex flex-wrap gap-x-5 gap-y-2 lg:mt-11 lg:flex-col">
      {STEPS.map((step, index) => (
        <li
          key={step.title}
          className="group relative flex items-center gap-2 lg:items-start lg:gap-3.5 lg:pb-5 lg:last:pb-0"
          aria-current={index === 0 ? 'step' : undefined}
        >
          <span
            className="absolute top-6 bottom-1 left-[9.5px] hidden w-px bg-line-2 group-last:hidden lg:block"
            aria-hidden="true"
          />
          <span
            className={`flex size-5 shrink-0 items-center justify-center rounded-full border text-xs ${
              index === 0 ? 'border-accent text-accent' : 'border-control-line text-ink-3'
            }`}
          >
            {index + 1}
          </span>
          <span>
            <span className={`block ${index === 0 ? 'font-medium text-accent' : 'text-ink-2'}`}>
              {step.title}
            </span>
            <span className="hidden text-sm text-ink-3 lg:inline">{step.text}</span>
          </span>
        </li>
      ))}
    </ol>
  );
}
