#pragma once

namespace ntm::fuzz {

/// Tries every kept input of every target, and some changed ones of each. The folder holds one folder of each target.
void replay_corpora(const char *folder);

} // namespace ntm::fuzz
