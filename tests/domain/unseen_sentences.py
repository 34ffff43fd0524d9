"""A second set of sentences, written after the rules and run once before anything was mended."""

from __future__ import annotations

from typing import Final

WRONG: Final = (
    ("asb", "Demand continues to be high: ASB incidents rose 7.8% over the last 12 months.", "406 on 4,802 is 8.5%"),
    ("asb", "Recorded ASB has gone up by 7.8 per cent year on year, with nuisance bikes the main concern.", "is 8.5%"),
    ("year", "The rolling year shows a 7.8% increase in ASB incidents.", "406 on 4,802 is 8.5%"),
    ("year", "ASB incidents now stand at 5,208, compared with 4,802 the year before (+7.8%).", "is 8.5%"),
    ("year", "An 8.5% reduction in ASB was recorded in the rolling year.", "above 4,802"),
    ("year", "Total ASB incidents have decreased over the rolling year to September 2026.", "above 4,802"),
    ("year", "ASB incidents dropped from 5,208 to 4,802 in the rolling year.", "changed places"),
    ("asb", "There has been a fall in incidents compared with the same quarter last year.", "114 (8.4%) above"),
    ("asb", "1,466 incidents were recorded this quarter, 165 more than in the previous quarter.", "1,466 is 156"),
    ("asb", "Incidents this quarter are 15% higher than in the previous quarter.", "156 (11.9%) above"),
    ("asb", "The quarter's total of 1,466 is the highest in two years.", ""),
    ("crime", "Serious violent crime offences are up 3.1% on the year before.", "below 23,905"),
    ("crime", "Offences in the rolling year fell from 23,905 to 23,613.", "23,163"),
    ("notices", "Notices increased by 9.0% on the last quarter, from 61 to 67.", "6 on 61 is 9.8%"),
    ("continuity", "Performance improved by 5% to 65%.", "percentage points"),
    ("opioids", "The prescribing rate has increased on the same quarter last year.", "below 43"),
    ("row", "Incidents in derelict buildings increased from 44 to 40 over the rolling year.", "that is down"),
    ("priority", "ASB is down 8.5% over the rolling year; deliberate fires are down 11.4%.", "above 4,802"),
    ("priority", "There were 35 more deliberate fires in the rolling year.", "below 306"),
    ("areas", "Recorded crime fell in all areas of our most similar group.", "2 rose"),
    ("warrants", "Drug warrants executed increased by a third, up 33.3% from 16 to 24.", "50.0%"),
    ("roads", "There were 21 people killed or seriously injured this quarter.", "12"),
)

TRUE_OR_UNKNOWN: Final = (
    ("asb", "Operation Harvest ran for six weeks; incidents in the hotspot fell by 22%."),
    ("asb", "Incidents rose by 8.5% in the rolling year, mostly in July and August when schools were closed."),
    ("asb", "Quarter on quarter, incidents rose by 12%."),
    ("asb", "The rise of 114 on the same quarter last year is partly down to online reporting."),
    ("asb", "We carried out 40 additional patrols, an increase of 25%."),
    ("asb", "Youth-related ASB has decreased in Strood following outreach by the youth service."),
    ("asb", "Fewer incidents were seen at the bus station after the CCTV column was moved."),
    ("asb", "Reports through the website have doubled, which may explain part of the rise."),
    ("asb", "At 5,208, the rolling year is just over 8% higher than the year before."),
    ("asb", "Incidents peaked in August and fell back in September."),
    ("year", "Whilst ASB incidents rose by 8.5%, noise complaints to the council fell by 3%."),
    ("year", "Satisfaction of victims rose from 70% to 74%."),
    ("year", "The service has seen an increase in complex cases, and staffing has reduced by 20%."),
    ("year", "ASB incidents rose by more than 400 in the rolling year."),
    ("crime", "Domestic homicides fell; hospital admissions for knife injuries fell by 11%."),
    ("crime", "Offences are down 3% in the year, against a rise of 1% across the county."),
    ("notices", "The number of notices is up by around 10% on the previous quarter."),
    ("notices", "Payment rates dropped to 61% and two notices were withdrawn."),
    ("continuity", "Referrals from prisons fell by 8 in the quarter; continuity of care held at 65%."),
    ("continuity", "The figure is up 5 points on last year and remains above the national average."),
    ("sleepers", "Numbers have reduced by 5 since the same quarter last year, with two people rehoused in August."),
    ("roads", "Three fewer people were killed or seriously injured than in the previous quarter."),
    ("row", "The fire service visited 120 homes, up by 20%, and deliberate fires fell by 35 over the year."),
    ("priority", "Council wardens issued more notices as staffing increased from 6 to 9."),
    ("priority", "ASB incidents rose in the rolling year, although reports of fly-tipping fell by 12%."),
    ("areas", "All areas were visited, and the number of visits has increased."),
)
