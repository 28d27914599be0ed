/* All that follows from one sheet of answers. */

function resultOf(program, sheet) {
  const scan = scanOf(program, sheet);
  const proposal = proposalOf(scan);
  const dates = datesOf(program, proposal.actions, sheet.measured_on);
  const cases = casesOf(scan, proposal.actions);
  const actions = proposal.actions.map((one, place) => ({
    ...one,
    dates: dates[place],
    case: cases[place],
    law: lawOf(scan, one.action),
  }));
  return {
    scan,
    strengths: strengthsOf(scan),
    preconditions: preconditionsOf(scan),
    group: targetGroup(scan),
    plan: {
      ...proposal,
      actions,
      strong: actions.length > 0 && actions.every((one) => one.kind === "next"),
      quarters: quartersOf(program, sheet.size, proposal.actions, dates, sheet.measured_on),
    },
  };
}
