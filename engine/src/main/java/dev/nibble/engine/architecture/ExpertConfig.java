package dev.nibble.engine.architecture;

/**
 * A mixture of experts (Shazeer et al. 2017): feed-forward networks of which a router chooses some
 * for each token, by the softmax over all of its scores.
 *
 * @param count how many there are
 * @param used how many a token takes
 * @param width channels inside an expert
 * @param sharedWidth channels inside the network that every token takes as well; 0 for none
 * @param weightsSumToOne whether the weights of the chosen ones are divided by their sum
 */
public record ExpertConfig(
    int count, int used, int width, int sharedWidth, boolean weightsSumToOne) {}
